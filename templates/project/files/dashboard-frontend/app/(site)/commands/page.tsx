import type { Metadata } from 'next';
import raw from '../../../../docs/commands.json' with { type: 'json' };
import { Badge } from '../../../components/badge.tsx';
import { Card } from '../../../components/card.tsx';
import { Page, Row, Soft, Stack } from '../../../components/layout.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { site } from '../../../site/site.ts';
import styles from './commands.module.css';

export const metadata: Metadata = { title: 'Commands', description: `Every command of ${site.project}, and what it does.` };

const on: Readonly<Record<string, boolean>> = site.features;
const commands = raw.commands.filter(({ feature }) => feature === null || on[feature] === true);

export default function Commands() {
  return (
    <Page>
      <Stack>
        <PageHeader title="Commands">Type a slash in Discord, then the name. What stands in square brackets may be left out.</PageHeader>
        {commands.map(({ name, about, usages, premiumOnly }) => (
          <Card key={name} as="article">
            <Row>
              <h2 className={styles.name}>/{name}</h2>
              {premiumOnly ? <Badge tone="brand">Premium</Badge> : null}
            </Row>
            <Soft>{about}.</Soft>
            {usages.length > 1 || usages[0]?.words !== `/${name}` ? (
              <dl className={styles.usages}>
                {usages.map((usage) => (
                  <div key={usage.words}>
                    <dt>
                      <code>{usage.words}</code>
                    </dt>
                    <dd>{usage.about}</dd>
                  </div>
                ))}
              </dl>
            ) : null}
          </Card>
        ))}
      </Stack>
    </Page>
  );
}
