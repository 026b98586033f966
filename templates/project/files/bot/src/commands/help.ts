import type { Command } from '../registry/command.ts';

export const command: Command = {
  data: { name: 'help', description: 'What the bot can do, its rules, and where to ask' },
  async run(_call, { registry, env, site }) {
    const lines = registry.commands.filter(({ scope }) => scope === undefined).map(({ data }) => `**/${data.name}** – ${data.description}`);
    const support = site.links.support === undefined ? site.mailboxes.support : `<${site.links.support}>`;
    return [
      ...lines,
      '',
      `Terms: <${env.DASHBOARD_URL}/legal/terms>`,
      `Privacy: <${env.DASHBOARD_URL}/legal/privacy>`,
      `Support: ${support}`,
    ].join('\n');
  },
};
