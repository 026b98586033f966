/** For tabs and tools that ask for this name whatever the page says; they take a PNG. */
import { markImage } from '../../site/mark-image.tsx';

export const dynamic = 'force-static';

export function GET(): Response {
  return markImage({ size: 48 });
}
