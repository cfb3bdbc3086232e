/** How a topic's label is compared with a category: case and outer blanks do not matter. */
export function topicKey(label: string): string {
  return label.trim().toLowerCase()
}
