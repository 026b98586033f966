/**
 * Marketing & Launch · before and after the bot is shown to everybody. What can be counted is counted; the rest a person says, with a page that shows it. No box here
 * stops a deployment.
 */
import { Routes } from 'discord.js';
import { type AnyCheck, check } from '../src/core/check.ts';
import { discord } from '../src/vendors/discord.ts';
import { attestable } from './attestable.ts';
import { absentIn, documentAt, placeholders } from './documents.ts';
import { stable } from './launch-stable.ts';
import { judge, unknown } from './verdict.ts';
import { website } from './website.ts';

const social = check({
  id: 'launch.social',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'The bot has an account on a social network, in its own name',
  guide: ['post#152'],
  weight: 'warning',
  uses: [],
  needs: ['domain'],
  attestable: attestable('launch.social'),
  probe: async ({ values: { domain } }) =>
    unknown(
      `make the account, let it link to https://${domain}, secure it with a second factor; then k77 attest launch.social --proof https://x.com/<name>`,
    ),
});

/** Characters that an announcement has at least. */
const shortest = 200;

const announcement = check({
  id: 'launch.announcement',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'The announcement is written',
  guide: ['post#154'],
  weight: 'warning',
  uses: [],
  needs: ['project', 'domain'],
  async probe(context) {
    const { project, domain } = context.values;
    const found = await documentAt(context.files, ['docs/announcement.md', 'docs/ANNOUNCEMENT.md', 'ANNOUNCEMENT.md']);
    const [blank] = placeholders.exec(found?.text ?? '') ?? [];
    return judge(context, {
      wrong: found
        ? [
            found.text.length < shortest && `${found.path} has ${found.text.length} characters`,
            !found.text.includes(project) && `${found.path} does not name ${project}`,
            !found.text.includes(`https://${domain}`) && `${found.path} does not say https://${domain}`,
            blank && `${found.path} still says ${blank}`,
            ...(await absentIn(context.files, found)),
          ]
        : ['there is no docs/announcement.md'],
      saw: `${found?.path}: ${found?.text.length} characters, ${project}, https://${domain}, no blank`,
      want: `at least ${shortest} characters with name and address, nothing that waits to be filled in`,
      from: 'docs/announcement.md',
      fix: 'k77 scaffold writes a draft that is true of the project as delivered; make it yours',
    });
  },
});

/** Servers of a soft launch: the guide says 10 to 20 beta users. */
const fewestServers = 10;

const beta = check({
  id: 'launch.beta',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'Ten to twenty people have tried it before everybody may',
  guide: ['post#157'],
  weight: 'warning',
  uses: [discord],
  needs: ['DISCORD_TOKEN'],
  tolerates: ['SUPPORT_GUILD_ID'],
  attestable: attestable('launch.beta'),
  async probe(context) {
    const { approximate_guild_count: all = 0 } = (await context.client(discord).get(Routes.currentApplication())) as {
      approximate_guild_count?: number;
    };
    // The operator's own does not count.
    const servers = Math.max(0, all - (context.values.SUPPORT_GUILD_ID ? 1 : 0));
    if (all > 0 && servers < fewestServers)
      return unknown(
        `Discord counts ${servers === 1 ? '1 server' : `${servers} servers`} besides your own, a soft launch wants ${fewestServers} to 20: invite people you know; where they share servers: k77 attest launch.beta`,
      );
    return judge(context, {
      wrong: [all === 0 && 'the bot is in no server'],
      saw: `in ${servers} servers besides your own`,
      want: `${fewestServers} to 20 servers of beta users, or your word for as many people`,
      from: 'Discord GET /applications/@me: approximate_guild_count',
      fix: 'invite the bot into a server: https://discord.com/developers/applications → the bot → Installation shows the link',
    });
  },
});

const feedback = check({
  id: 'launch.feedback',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'What beta users said was gathered, and answered',
  guide: ['post#159'],
  weight: 'warning',
  uses: [],
  needs: [],
  attestable: attestable('launch.feedback'),
  probe: async () =>
    unknown(
      'ask each of them what is missing and what got in the way, decide what comes before the launch; then k77 attest launch.feedback',
    ),
});

const open = check({
  id: 'launch.public',
  section: 'Marketing & Launch',
  phase: '6.8',
  title: 'It was announced to everybody',
  guide: ['post#160'],
  weight: 'warning',
  uses: [],
  needs: [],
  attestable: attestable('launch.public'),
  probe: async () =>
    unknown(
      'post docs/announcement.md where your people are, when launch.stable and launch.feedback are done; then k77 attest launch.public --proof <address of the post>',
    ),
});

export const launch: readonly AnyCheck[] = [...website, social, announcement, beta, stable, feedback, open];
