/**
 * Infrastructure · Domain and certificates, as visitors see them: names, certificates, pages. They are proved when the hosts are deployed (6.5, 6.6).
 */
import { type AnyCheck, check } from '../src/core/check.ts';
import type { BoxId } from '../src/core/guide.ts';
import { hostsOf } from '../src/phases/6.4-domain/hosts.ts';
import { questionsFor, type Sample, sample, table } from '../src/phases/6.4-domain/spreading.ts';
import { scoreHeaders } from '../src/probes/headers/score.ts';
import { ask } from '../src/probes/http/ask.ts';
import { crawlMixedContent } from '../src/probes/http/mixed-content.ts';
import { gradeOf } from '../src/probes/tls/grade.ts';
import { internet } from '../src/vendors/internet.ts';
import { namesOf, perHost, tlsOf, webOptions } from './domain-seen.ts';
import { held } from './held.ts';
import { judge, later, wrongFor } from './verdict.ts';

const resolves = check({
  id: 'domain.resolves',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'The domain, www and api resolve, everywhere, to what the hosts demand',
  guide: ['6.4/2', '6.4/3', '6.4/9', '6.4#001', '6.4#019', 'post#020', 'post#023', 'post#024'],
  settings: held('6.4/9:names'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'API_RECORDS', 'DASHBOARD_RECORDS'],
  async probe(context) {
    const { domain, API_RECORDS, DASHBOARD_RECORDS } = context.values;
    const questions = [
      ...questionsFor('API_RECORDS', API_RECORDS, domain),
      ...questionsFor('DASHBOARD_RECORDS', DASHBOARD_RECORDS, domain),
    ];
    const samples = await sample(context, questions);
    const open = samples.filter(({ done }) => !done);
    const asked = namesOf(domain).filter((host) => !questions.some(({ name }) => name === host));
    return judge(context, {
      wrong: [
        ...open.map((one) => wrongFor(boxesOf(one, domain), table([one]))),
        ...asked.map((host) => wrongFor([...named(host, domain)], `${host}: no record is wanted for it`)),
      ],
      saw: samples.map(summary).join(', '),
      want: 'the same right answer from Cloudflare’s servers and from 1.1.1.1, 8.8.8.8, 9.9.9.9 and 208.67.222.222',
      from: 'the name servers of the zone and four public resolvers',
      fix: 'k77 deploy --only domain.api-visible --only domain.dashboard-visible waits until it is so',
    });
  },
});

/** What the boxes say of one of the three names. */
function named(host: string, domain: string): readonly BoxId[] {
  const { apex, www } = hostsOf(domain);
  if (host === apex) return ['6.4#001', '6.4#019', 'post#020'];
  return host === www ? ['6.4#019', 'post#023'] : ['post#023'];
}

/** A resolver that still remembers something else has not heard; that is no fault of the record. */
function boxesOf({ question, seen }: Sample, domain: string): readonly BoxId[] {
  const published = seen.authorities.length > 0 && seen.published;
  return published ? ['post#024'] : [...named(question.name, domain), 'post#024'];
}

function summary({ question, seen }: Sample): string {
  const [first] = seen.resolvers.flatMap(({ answer }) => answer ?? []);
  return `${question.name} ${question.type} ${first ?? ''} (${seen.authorities.length} + ${seen.resolvers.length} servers agree)`;
}

/** Days of a certificate that must be left: those who issue renew at 30. */
const leastDays = 14;

const certified = check({
  id: 'domain.certificate',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'The domain, www and api have certificates that browsers trust',
  guide: ['6.4/4', '6.4/9', '6.4#002', '6.4#004', '6.4#013', 'post#021'],
  settings: held('6.4/4:test', '6.4/9:certificate'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'API_RECORDS', 'DASHBOARD_RECORDS'],
  async probe(context) {
    const hosts = namesOf(context.values.domain);
    const seen = await Promise.all(hosts.map((host) => tlsOf(context, host)));
    return judge(context, {
      wrong: perHost(hosts, (host, index) => {
        const { state, why, chain, names } = seen[index] as (typeof seen)[number];
        if (state !== 'tls') return [`no TLS: ${why}`];
        return [
          chain?.expired && `its certificate ended on ${chain.leaf.notAfter.slice(0, 10)}`,
          chain?.notYetValid && `its certificate begins on ${chain.leaf.notBefore.slice(0, 10)}`,
          chain && !chain.expired && chain.daysLeft < leastDays && `its certificate ends in ${chain.daysLeft} days`,
          chain?.selfSigned && 'its certificate is signed by itself',
          chain?.incomplete && 'an intermediate certificate is missing',
          chain && !chain.trusted && !chain.selfSigned && !chain.incomplete && 'nobody trusts who issued its certificate',
          names && !names.matches && `its certificate is for ${chain?.leaf.names.join(', ') || 'another name'}, not for ${host}`,
          !chain && 'it shows no certificate',
        ];
      }),
      saw: hosts
        .map((host, index) => `${host}: ${seen[index]?.chain?.leaf.issuer ?? ''}, ${seen[index]?.chain?.daysLeft} days left`)
        .join('; '),
      want: `a trusted chain, the right name, more than ${leastDays} days left`,
      from: 'TLS handshakes with the domain, www and api',
      fix: 'a new name needs up to 15 minutes; then look at the domain’s state at the host (and its TXT record), and at CAA: k77 verify --check domain.caa',
    });
  },
});

const graded = check({
  id: 'domain.tls-grade',
  section: 'Infrastructure',
  phase: '6.4',
  title: 'Their TLS deserves an A by the rules of SSL Labs',
  guide: ['6.4/9', '6.4#020', 'post#021', 'post#078'],
  settings: held('6.4/9:grade', '6.4/4:tls13'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'API_RECORDS', 'DASHBOARD_RECORDS'],
  async probe(context) {
    const hosts = namesOf(context.values.domain);
    const seen = await Promise.all(hosts.map((host) => tlsOf(context, host)));
    const grades = seen.map((one) => gradeOf(one));
    return judge(context, {
      wrong: perHost(hosts, (_host, index) => {
        const grade = grades[index];
        const modern = seen[index]?.protocols.some(({ version, offered }) => version === 'TLS 1.3' && offered);
        if (!grade) return [`no TLS: ${seen[index]?.why ?? ''}`];
        const why = grade.caps
          .map((cap) => cap.why)
          .slice(0, 3)
          .join(', ');
        return [
          wrongFor(['6.4#020', 'post#021'], !['A+', 'A'].includes(grade.letter) && `${grade.letter}${why ? ` (${why})` : ''}`),
          wrongFor(['post#078'], !modern && 'does not speak TLS 1.3'),
        ];
      }),
      saw: hosts.map((host, index) => `${host} ${grades[index]?.letter ?? ''}`).join(', '),
      want: 'A or A+ (a local grade, by the published guide of SSL Labs), TLS 1.3',
      from: `TLS handshakes with the domain, www and api, judged by ${grades[0]?.guide ?? 'the SSL Labs rating guide'}`,
      fix: 'k77 probe tls <host> says what caps it; behind Cloudflare: k77 deploy --only domain.encryption, elsewhere the host decides',
    });
  },
});

const apiOverHttps = check({
  id: 'domain.api-over-https',
  section: 'Services',
  phase: '6.4',
  title: 'The API is reached over HTTPS, by its name',
  guide: ['6.4/9', '6.4#005', '6.4#022', 'post#023'],
  settings: held('6.4/9:health'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'API_RECORDS'],
  async probe(context) {
    const { api } = hostsOf(context.values.domain);
    const seen = await ask(`https://${api}/health`, webOptions(context));
    const answered = seen.state === 'answered';
    return judge(context, {
      wrong: [
        !answered && `${seen.failure} (${seen.code})`,
        wrongFor(['6.4#005', '6.4#022'], answered && seen.status >= 500 && `it answers ${seen.status}`),
      ],
      saw: answered ? `${seen.status} in ${Math.round(seen.timings.totalMs)} ms over ${seen.tls?.protocol ?? 'TLS'}` : '',
      want: 'an answer below 500 over HTTPS with a trusted certificate; what it says is proved in 6.6',
      from: `GET https://${api}/health`,
      fix: 'look at the deployment of the API and at the domain’s state at its host; then k77 verify --check domain.certificate',
    });
  },
});

const unmixed = check({
  id: 'domain.unmixed',
  section: 'Security',
  phase: '6.4',
  title: 'No page of the dashboard loads anything over plain HTTP',
  guide: ['6.4/9', '6.4#008', '6.4#023'],
  settings: held('6.4/9:mixed'),
  weight: 'blocker',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_RECORDS'],
  async probe(context) {
    const seen = await crawlMixedContent(`https://${context.values.domain}/`, { ...webOptions(context), limit: 12 });
    const [first] = seen.pages;
    if (first?.failure) return later('6.6', `the dashboard does not answer: ${first.failure}`);
    const all = [...seen.active, ...seen.passive, ...seen.forms];
    return judge(context, {
      wrong: all.slice(0, 5).map((one) => `${one.url} on ${new URL(one.page).pathname}`),
      saw: `${seen.pages.length} pages, ${seen.pages.reduce((sum, page) => sum + page.resources, 0)} resources, all over HTTPS`,
      want: 'no script, style, image, frame or form over http://',
      from: `a crawl of ${seen.pages.length} pages from https://${context.values.domain}/`,
      fix: 'write these addresses with https://, or without a scheme',
    });
  },
});

const wellHeaded = check({
  id: 'domain.headers',
  section: 'Security',
  phase: '6.4',
  title: 'The dashboard’s security headers deserve a B or better',
  guide: ['6.4/9'],
  settings: held('6.4/9:headers'),
  weight: 'warning',
  uses: [internet],
  needs: ['domain', 'DASHBOARD_RECORDS'],
  async probe(context) {
    const score = await scoreHeaders(`https://${context.values.domain}/`, webOptions(context));
    const lacking = score.tests.filter(({ pass }) => !pass).map(({ reason, modifier }) => `${reason} (${modifier})`);
    const good = /^[AB][+-]?$/.test(score.grade);
    return judge(context, {
      wrong: [!good && `${score.grade} (${score.score} of 100): ${lacking.slice(0, 4).join(' · ')}`],
      saw: `${score.grade} (${score.score} of 100)`,
      want: 'B or better, by the published rules of MDN’s HTTP Observatory',
      from: `the headers of ${score.final}`,
      fix: 'k77 probe headers <host> lists every rule; the generated dashboard (6.6) sends them all',
    });
  },
});

export const domainLive: readonly AnyCheck[] = [resolves, certified, graded, apiOverHttps, unmixed, wellHeaded];
