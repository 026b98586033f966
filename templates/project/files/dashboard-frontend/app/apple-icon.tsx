import type { ImageResponse } from 'next/og';
import { markImage } from '../site/mark-image.tsx';

export const size = { width: 180, height: 180 };
export const contentType = 'image/png';

export default function AppleIcon(): ImageResponse {
  return markImage({ size: 180, ground: true });
}
