import type { Metadata } from 'next';
import { Page, Stack } from '../../../components/layout.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { paths } from '../../../site/links.ts';
import { questions } from '../../../site/questions.ts';
import { site } from '../../../site/site.ts';
import styles from './faq.module.css';

export const metadata: Metadata = { title: 'Questions and answers', description: `What people ask about ${site.project}.` };

export default function Faq() {
  return (
    <Page>
      <Stack narrow>
        <PageHeader title="Questions and answers">
          Not here? <a href={paths.support}>Ask us.</a>
        </PageHeader>
        <div className={styles.list}>
          {questions.map(({ id, question, answer }) => (
            <details key={id} id={id} className={styles.item}>
              <summary>
                <h2>{question}</h2>
              </summary>
              {answer.map((text) => (
                <p key={text}>{text}</p>
              ))}
            </details>
          ))}
        </div>
      </Stack>
    </Page>
  );
}
