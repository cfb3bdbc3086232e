/** Whether a site has put every one of our texts in words of its own, so that none of ours is left to be reviewed. */
export function inOwnWords(ours: object, own: object | undefined): boolean {
  return own !== undefined && Object.keys(ours).every((name) => name === 'unreviewed' || Object.hasOwn(own, name))
}
