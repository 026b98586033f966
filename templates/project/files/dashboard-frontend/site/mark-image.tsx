/** The mark as a picture, for what takes no SVG: home screens, old tabs. Drawn at the build. */
import { ImageResponse } from 'next/og';
import { markColours, markPaths } from '../components/mark-paths.ts';

export interface MarkImage {
  /** Pixels, square. */
  size: number;
  /** On a ground of its own, with room around it, for systems that cut icons to a shape. */
  ground?: boolean;
}

export function markImage({ size, ground = false }: MarkImage): ImageResponse {
  const inner = Math.round(size * (ground ? 0.62 : 1));
  return new ImageResponse(
    <div
      style={{
        width: '100%',
        height: '100%',
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        ...(ground ? { background: '#1c1236' } : {}),
      }}
    >
      <svg width={inner} height={inner} viewBox="0 0 32 32" aria-hidden="true">
        <path d={markPaths.shield} fill={ground ? '#6d4ee6' : markColours.shield} />
        <path d={markPaths.crown} fill={markColours.crown} />
        <path d={markPaths.band} fill={markColours.crown} />
      </svg>
    </div>,
    { width: size, height: size },
  );
}
