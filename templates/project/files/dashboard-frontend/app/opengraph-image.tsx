/** The picture of links to this site, drawn when it is asked for; no font is fetched for it. */
import { ImageResponse } from 'next/og';
import { site } from '../site/site.ts';

export const size = { width: 1200, height: 630 };
export const contentType = 'image/png';
export const alt = `${site.project}: a Discord bot for your server`;

export default function OpenGraphImage(): ImageResponse {
  return new ImageResponse(
    <div
      style={{
        width: '100%',
        height: '100%',
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'center',
        padding: 90,
        background: 'linear-gradient(135deg, #2a1a78, #4a2fbd 70%)',
        color: '#ffffff',
      }}
    >
      <svg width="120" height="120" viewBox="0 0 32 32" aria-hidden="true">
        <path d="M6 11l5 5 5-8 5 8 5-5-2.500 12h-15z" fill="#f4b63f" />
      </svg>
      <div style={{ fontSize: 96, marginTop: 30 }}>{site.project}</div>
      <div style={{ fontSize: 40, opacity: 0.85 }}>A Discord bot for your server</div>
    </div>,
    size,
  );
}
