import type { Metadata } from 'next';
import { ButtonLink } from '../../../components/button.tsx';
import { Page, Row } from '../../../components/layout.tsx';
import { PageHeader } from '../../../components/page-header.tsx';
import { paths } from '../../../site/links.ts';
import { questions } from '../../../site/questions.ts';
import { site } from '../../../site/site.ts';
import styles from './faq.module.css';

export const metadata: Metadata = { title: 'Questions and answers', description: `What people ask about ${site.project}.` };

export default function Faq() {
  return (
    <Page>
      <div className={styles.frame}>
        <div className={styles.side}>
          <PageHeader title="Questions and answers">Not here? Then ask: somebody reads it.</PageHeader>
          <Row>
            <ButtonLink href={paths.support} tone="secondary">
              Support
            </ButtonLink>
          </Row>
        </div>
        <div className={styles.list}>
          {questions.map(({ id, question, answer }) => (
            <details key={id} id={id} className={styles.item}>
              <summary>
                <h2>{question}</h2>
              </summary>
              <div className={styles.answer}>
                {answer.map((text) => (
                  <p key={text}>{text}</p>
                ))}
              </div>
            </details>
          ))}
        </div>
      </div>
    </Page>
  );
}
