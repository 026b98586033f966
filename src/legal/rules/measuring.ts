/** What pages load from others, and whether visitors were asked first. */
import { type Project, places, recordPath, shown, type TextFile } from '../project.ts';
import type { Found, LegalRule } from '../rule.ts';

const pages = /^(dashboard-frontend|frontend|web|app|src|pages|public|templates)\/|^[^/]+\.html?$/;

/** Hosts of companies, by the claim that names them. The others stand in no policy of ours. */
const known: readonly { host: RegExp; claim: string }[] = [
  { host: /(^|\.)googletagmanager\.com$|(^|\.)google-analytics\.com$/, claim: 'uses:google-analytics' },
  { host: /(^|\.)stripe\.com$/, claim: 'uses:stripe' },
  { host: /(^|\.)discord(app)?\.(com|net)$/, claim: 'uses:discord' },
  { host: /(^|\.)vercel-(scripts|insights)\.com$/, claim: 'uses:vercel' },
  { host: /(^|\.)sentry(-cdn|\.io|)\.(com|io)$/, claim: 'uses:sentry' },
];

const loads = [
  /<(?:script|iframe|img|source|video|audio|embed|Script|Image)\b[^>]*?\bsrc=\{?["'`]https?:\/\/([^/"'`?]+)/g,
  /<link\b[^>]*?\bhref=\{?["'`]https?:\/\/([^/"'`?]+)/g,
  /\.src\s*=\s*["'`]https?:\/\/([^/"'`?]+)/g,
  /\bimport\(\s*["'`]https?:\/\/([^/"'`?]+)/g,
];
const styles = [/@import\s+(?:url\()?["']?https?:\/\/([^/"')?]+)/g, /\burl\(\s*["']?https?:\/\/([^/"')?]+)/g];

export const thirdPartyHost: LegalRule = {
  id: 'third-party-host',
  title: 'Pages load something from a company that no clause names',
  reads: 'ours',
  kind: 'contradiction',
  why: 'every visitor hands the company an address and the page that is read, before anybody asked',
  source: 'GDPR art. 6(1), 13(1)(e), 44; LG München I, 3 O 17493/20 (fonts from Google)',
  fix: 'serve the file yourself (public/, @fontsource), or name the company under processors and load it after consent',
  find({ files, code, settings, record }) {
    const styled = [...files].filter(([path]) => /^dashboard-frontend\/.*\.css$/.test(path)).map(([path, text]) => ({ path, text }));
    const found = [...matches(code(/^dashboard-frontend\//), loads), ...matches(styled, styles)];
    return found
      .filter(({ host }) => host !== settings.domain && !host.endsWith(`.${settings.domain}`) && !namedHost(host, record.claims))
      .map(({ host, path, line }) => ({
        path,
        line,
        clause: 'privacy.processors',
        saw: `loads from ${host}`,
      }));
  },
};

function matches(files: readonly TextFile[], patterns: readonly RegExp[]): { host: string; path: string; line: number }[] {
  return files.flatMap((file) =>
    patterns.flatMap((pattern) => places(file, pattern).map(({ path, line, match }) => ({ host: match[1] ?? '', path, line }))),
  );
}

function namedHost(host: string, claims: Project['record']['claims']): boolean {
  const claim = known.find((one) => one.host.test(host))?.claim;
  return claim !== undefined && claims.some((one) => one.claim === claim);
}

const mounts =
  /<GoogleAnalytics\b|<GoogleTagManager\b|<Analytics\s*\/>|<SpeedInsights\s*\/>|googletagmanager\.com\/gtag\/js|googletagmanager\.com\/gtm\.js/g;
/** `consent && <Tag`, `allowed.includes('analytics') ? <Tag`, `if (!allowed.includes('analytics')) return null`. */
const word = '\\w*(?:consent|accepted|allowed)\\w*(?:\\.\\w+)*(?:\\([^)]*\\))?';
const gates = [
  new RegExp(`\\b${word}\\s*(?:===?\\s*["'\\w]+\\s*)?(?:&&|\\?)\\s*\\(?\\s*<`, 'i'),
  new RegExp(`\\bif\\s*\\(\\s*!\\s*${word}\\s*\\)\\s*\\{?\\s*return\\b(?:\\s+null)?\\s*;?`, 'i'),
];
const isGated = ({ text }: TextFile): boolean => gates.some((gate) => gate.test(text));

export const beforeConsent: LegalRule = {
  id: 'measured-before-consent',
  title: 'Visitors are measured before they were asked',
  reads: 'both',
  kind: 'contradiction',
  why: 'the first page view is sent, and cookies are set, before a choice; what a policy says about consent is not true then',
  source: "Directive 2002/58/EC art. 5(3), GDPR art. 6(1)(a) and 7; Google's EU user consent policy",
  fix: 'mount it only where the analytics category was allowed, as consent/consent-banner.tsx of the template does',
  find({ code, kind }) {
    const files = code(pages);
    return files.flatMap((file) => {
      if (isGated(file) || (kind === 'ours' && onlyBehindConsent(file, files))) return [];
      return places(file, mounts).map(({ path, line, match }) => ({
        path,
        line,
        clause: kind === 'ours' ? 'cookies.consent' : undefined,
        saw: shown(match[0]),
      }));
    });
  },
};

/** A component that the consent manager alone, behind its gate, puts on a page. */
function onlyBehindConsent({ path }: TextFile, files: readonly TextFile[]): boolean {
  const name = /([^/]+)\.[jt]sx?$/.exec(path)?.[1] ?? '';
  if (name === '' || /(^|\/)app\//.test(path)) return false;
  const imports = new RegExp(`(?:from|import\\()\\s*["'][^"']*\\/${name}(?:\\.[jt]sx?)?["']`);
  const importers = files.filter((file) => file.path !== path && imports.test(file.text));
  return importers.length > 0 && importers.every(isGated);
}

export const preticked: LegalRule = {
  id: 'consent-preticked',
  title: 'A consent is ticked before anybody chose',
  reads: 'both',
  kind: 'contradiction',
  why: 'a box that is ticked already is no consent',
  source: 'GDPR art. 4(11) and recital 32; CJEU C-673/17 (Planet49)',
  fix: 'start every category but the necessary one unticked (enabled: false; no defaultChecked)',
  find: ({ code, kind }) =>
    code(pages)
      .filter(({ path, text }) => /cookie|consent/i.test(path + text.slice(0, 4000)))
      .flatMap((file) => [
        ...places(file, /<input\b[^>]*\bdefaultChecked(?!=\{false\})[^>]*>/g),
        ...places(file, /\b(?!necessary\b)\w+\]?:\s*\{\s*enabled:\s*true\b(?![^}]*readOnly:\s*true)/g),
        ...places(file, /\[\s*id,\s*\{\s*enabled:\s*true\b/g),
      ])
      .map(({ path, line, match }) => ({ path, line, clause: kind === 'ours' ? 'cookies.consent' : undefined, saw: shown(match[0]) })),
};

export const measuredThoughDenied: LegalRule = {
  id: 'measured-though-denied',
  title: 'A measurement id is set and the pages say that nothing is measured',
  reads: 'ours',
  kind: 'contradiction',
  why: 'the dashboard is built with the id and measures; or nobody needs the id',
  source: 'GDPR art. 13(1)(c), Directive 2002/58/EC art. 5(3); Google Analytics terms, section 7: disclose its use',
  fix: 'npm run legal; or take the id out of the env file',
  find({ env, record }) {
    const ids = env.filter(({ name }) => name === 'NEXT_PUBLIC_GA_ID');
    const denials = record.claims.filter(
      ({ claim, without }) => ['no-analytics-cookies', 'no-choices'].includes(claim) && !without?.includes('NEXT_PUBLIC_GA_ID'),
    );
    return ids.flatMap(({ path, line, name }): Found[] =>
      denials.map(({ clause, claim }) => ({ path, line, clause, saw: `${name} is set; ${recordPath} claims ${claim} whatever is set` })),
    );
  },
};
