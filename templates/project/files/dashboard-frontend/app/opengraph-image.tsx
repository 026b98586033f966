/** The picture of links to this site, drawn at the build with our own font: nothing is fetched for it. */
import { readFile } from 'node:fs/promises';
import { ImageResponse } from 'next/og';
import { markColours, markPaths } from '../components/mark-paths.ts';
import { site } from '../site/site.ts';

export const size = { width: 1200, height: 630 };
export const contentType = 'image/png';
export const alt = `${site.project}: a Discord bot for your server`;

const claim = site.features.giveaways ? 'Giveaways in Discord that keep their word' : 'A Discord bot for your server';
/** The font has Latin letters; another one would have to be fetched from a stranger. */
const name = /^[\u0020-\u00ff]*$/.test(site.project) ? site.project : site.domain;
const nameSize = name.length > 20 ? 76 : 116;
const font = new URL('../../node_modules/@fontsource/bricolage-grotesque/files/bricolage-grotesque-latin-700-normal.woff', import.meta.url);

export default async function OpenGraphImage(): Promise<ImageResponse> {
  const data = await readFile(font);
  return new ImageResponse(
    <div
      style={{
        width: '100%',
        height: '100%',
        display: 'flex',
        flexDirection: 'column',
        justifyContent: 'space-between',
        padding: '84px 90px',
        background: 'linear-gradient(135deg, #1c1236 35%, #4b2bb5)',
        borderBottom: `14px solid ${markColours.crown}`,
        color: '#f8f5ff',
      }}
    >
      <svg width="150" height="150" viewBox="0 0 32 32" aria-hidden="true">
        <path d={markPaths.shield} fill={markColours.shield} />
        <path d={markPaths.crown} fill={markColours.crown} />
        <path d={markPaths.band} fill={markColours.crown} />
      </svg>
      <div style={{ display: 'flex', flexDirection: 'column' }}>
        <div style={{ fontSize: nameSize, letterSpacing: -2, lineHeight: 1.05 }}>{name}</div>
        <div style={{ fontSize: 42, color: '#cbc1e6', marginTop: 12 }}>{claim}</div>
      </div>
    </div>,
    { ...size, fonts: [{ name: 'Bricolage Grotesque', data, weight: 700 }] },
  );
}
