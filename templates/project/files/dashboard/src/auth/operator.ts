/**
 * Calls of the operator, made with OPERATOR_SECRET: scraped metrics carry it, everything else is signed with it, so that a copied request is worth nothing
 * five minutes later.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '@k77/data';
import type { FastifyRequest } from 'fastify';

const toleranceSeconds = 300;

/** `t=<Unix seconds>,v1=<hex>`: HMAC-SHA-256 over `<t>.<METHOD>.<path with query>`. Sent as `x-operator-signature`. */
export function operatorSignature(secret: string, method: string, path: string, at: Date): string {
  const t = Math.floor(at.getTime() / 1000);
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.${method}.${path}`).digest('hex')}`;
}

export function isSignedByOperator(request: FastifyRequest, secret: string | undefined, clock: Clock): boolean {
  const given = request.headers['x-operator-signature'];
  const t = typeof given === 'string' ? Number(/^t=(\d{1,12}),v1=/.exec(given)?.[1]) : Number.NaN;
  if (secret === undefined || typeof given !== 'string' || Number.isNaN(t)) return false;
  const recent = Math.abs(clock.now().getTime() / 1000 - t) <= toleranceSeconds;
  return recent && isSame(given, operatorSignature(secret, request.method, request.url, new Date(t * 1000)));
}

export function bearsOperatorSecret({ headers }: FastifyRequest, secret: string | undefined): boolean {
  return secret !== undefined && isSame(headers.authorization ?? '', `Bearer ${secret}`);
}

/** Takes as long whatever differs. */
function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(left, right);
}
