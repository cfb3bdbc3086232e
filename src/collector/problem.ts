/** A refusal over HTTP as RFC 9457 writes it: `application/problem+json`. */
export function problem(status: number, title: string, detail?: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(problemBody(status, title, detail), {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  })
}

export function problemBody(status: number, title: string, detail?: string): string {
  return JSON.stringify({ type: 'about:blank', title, status, ...(detail === undefined ? {} : { detail }) })
}
