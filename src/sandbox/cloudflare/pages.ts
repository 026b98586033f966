/** Lists, cut into pages. */
import { Refusal } from './refusal.ts';

export interface PageInfo {
  page: number;
  per_page: number;
  count: number;
  total_count: number;
}

/** One page of a list. @throws Refusal for sizes that Cloudflare does not cut */
export function page<T>(
  { query }: { query: URLSearchParams },
  all: readonly T[],
  size: { usual: number; most: number },
): { result: T[]; info: PageInfo } {
  const per = Number(query.get('per_page') ?? size.usual);
  const number = Number(query.get('page') ?? 1);
  const right = Number.isInteger(per) && Number.isInteger(number) && per >= 1 && per <= size.most && number >= 1;
  if (!right)
    throw new Refusal(400, 6003, 'Invalid request headers or parameters', [
      { code: 6100, message: `page and per_page: 1 to ${size.most}` },
    ]);
  const result = all.slice((number - 1) * per, number * per);
  const info = { page: number, per_page: per, count: result.length, total_count: all.length };
  return { result, info };
}
