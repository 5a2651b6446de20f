import type { SiteText } from "../i18n/catalogue.ts";

/** Props of {@linkcode About}. */
export interface AboutProps {
  readonly text: SiteText;
}

/** How it works, what the server sees, and where the limits are. */
export function About({ text: { steps, facts } }: AboutProps) {
  return (
    <div class="about">
      <section aria-labelledby="about-steps">
        <h2 id="about-steps">{steps.title}</h2>
        <ol class="about-columns steps">
          {steps.items.map(({ title, lead }) => (
            <li key={title}>
              <h3>{title}</h3>
              <p>{lead}</p>
            </li>
          ))}
        </ol>
      </section>
      <section aria-labelledby="about-facts">
        <h2 id="about-facts">{facts.title}</h2>
        <div class="about-columns">
          {facts.items.map(({ title, lead }) => (
            <div key={title}>
              <h3>{title}</h3>
              <p>{lead}</p>
            </div>
          ))}
        </div>
      </section>
    </div>
  );
}
