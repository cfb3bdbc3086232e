/** "1 item", "2 items". */
export const counted = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`
