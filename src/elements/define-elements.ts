import { defineTagElements } from './tag-elements.js'

/** Registers every element of Hearth. */
export function defineElements(): void {
  defineTagElements()
}
