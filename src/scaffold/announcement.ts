/**
 * `docs/announcement.md` of the generated project: what can be posted on the day of the launch, true of every project as it is delivered. Written once; from then on
 * it is the operator's.
 */
import type { Answers } from './render.ts';

export function announcement({ project, domain }: Answers): string {
  return `# Announcement of ${project}

Read it, put your own words where you have better ones, and post it when the soft launch has gone well. Everything in it is true of the project as it was delivered.

## Short, for social networks

${project} is here: a Discord bot with a dashboard of its own. Add it to your server, set it up on the website, pay only if your server needs more: https://${domain}

## Longer, for Discord servers and blogs

**${project} is open to everybody.**

- Add it: https://${domain} has the button. You need the permission "Manage Server" in yours.
- What it does: https://${domain}/features, command by command: https://${domain}/commands
- What it costs: nothing to begin with. Premium for a server, and how to end it: https://${domain}/pricing
- Your data: the bot does not ask Discord for the content of messages. A copy or a deletion of what is stored takes one command, \`/privacy\`.
- Questions: https://${domain}/faq, and people: https://${domain}/support

Tell us what is missing and what gets in your way: we read all of it.
`;
}
