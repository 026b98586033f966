/** Pages of a list, by number. https://docs.netlify.com/api-and-cli-guides/api-guides/get-started-with-api/#pagination */
export function paged<T>(all: readonly T[], query: URLSearchParams): T[] {
  const size = Math.min(Math.max(Number(query.get('per_page') ?? 100) || 100, 1), 100);
  const page = Math.max(Number(query.get('page') ?? 1) || 1, 1);
  return all.slice((page - 1) * size, page * size);
}
