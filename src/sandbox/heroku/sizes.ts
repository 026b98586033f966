/** Kinds of dynos, July 2026. https://devcenter.heroku.com/articles/dyno-types */
interface Size {
  id: string;
  memoryMb: number;
  /** Most of one process type. */
  most: number;
  /** Those that may stand beside each other in an app. */
  family: 'eco' | 'basic' | 'professional';
}

export const sizes: Readonly<Record<string, Size>> = {
  Eco: { id: '00000000-0000-4000-8000-000000000001', memoryMb: 512, most: 1, family: 'eco' },
  Basic: { id: '00000000-0000-4000-8000-000000000002', memoryMb: 512, most: 1, family: 'basic' },
  'Standard-1X': { id: '00000000-0000-4000-8000-000000000003', memoryMb: 512, most: 100, family: 'professional' },
  'Standard-2X': { id: '00000000-0000-4000-8000-000000000004', memoryMb: 1024, most: 100, family: 'professional' },
  'Performance-M': { id: '00000000-0000-4000-8000-000000000005', memoryMb: 2560, most: 10, family: 'professional' },
  'Performance-L': { id: '00000000-0000-4000-8000-000000000006', memoryMb: 14_336, most: 10, family: 'professional' },
};

export function sizeNamed(name: string): string | undefined {
  return Object.keys(sizes).find((one) => one.toLowerCase() === name.toLowerCase());
}
