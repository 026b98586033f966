/**
 * Sums as the server makes them: integers exactly, doubles with the error carried along (so that 0.1 + 0.2 + 0.3 is 0.6), the widest type wins.
 */
import type { Decimal128 } from 'bson';
import { decimal, toDecimal } from '../values/decimal.ts';
import { double, fitsLong, integer, isNumeric, kindOf, type Numeric, toNumber } from '../values/numbers.ts';

export class Sum {
  #whole = 0n;
  #small = 0;
  #double = 0;
  #error = 0;
  #decimal: Decimal128 | undefined;
  #widest: 'int' | 'long' | 'double' = 'int';
  #count = 0;

  /** Takes any value; what is no number does not count. */
  add(value: unknown): void {
    if (!isNumeric(value)) return;
    this.#count++;
    const kind = kindOf(value);
    if (kind === 'int') {
      this.#small += value as number;
      // Far from the edge of what a double holds exactly.
      if (Math.abs(this.#small) > 2 ** 52) this.#settle();
    } else if (kind === 'long') {
      this.#whole += value as bigint;
      if (this.#widest === 'int') this.#widest = 'long';
    } else if (kind === 'double') this.#addDouble(toNumber(value));
    else this.#decimal = decimal('add', this.#decimal ?? toDecimal(0n), value as Decimal128);
  }

  total(): Numeric {
    this.#settle();
    if (this.#decimal) return decimal('add', this.#decimal, decimal('add', toDecimal(this.#whole), toDecimal(this.#double + this.#error)));
    if (this.#widest === 'double') return double(this.#asDouble());
    if (this.#widest === 'int') return integer(this.#whole);
    return fitsLong(this.#whole) ? this.#whole : double(Number(this.#whole));
  }

  /** Null of nothing; always a double or a decimal. */
  average(): Numeric | null {
    if (this.#count === 0) return null;
    if (this.#decimal) return decimal('divide', this.total() as Decimal128, toDecimal(BigInt(this.#count)));
    this.#settle();
    return double(this.#asDouble() / this.#count);
  }

  #asDouble(): number {
    return Number.isFinite(this.#double) ? Number(this.#whole) + this.#double + this.#error : this.#double;
  }

  #settle(): void {
    this.#whole += BigInt(this.#small);
    this.#small = 0;
  }

  #addDouble(value: number): void {
    this.#widest = 'double';
    const sum = this.#double + value;
    if (Number.isFinite(sum)) {
      const back = sum - this.#double;
      this.#error += this.#double - (sum - back) + (value - back);
    }
    this.#double = sum;
  }
}
