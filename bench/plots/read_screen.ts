import { quantileOf, ratiosOf, type Runs } from "../stats.ts";
import { type Json } from "./json.ts";
import { runsByName } from "./read_rates.ts";

/** What a viewer saw of one contestant, run by run. */
export interface SeenRuns {
  readonly delayP50Ms: Runs<number>;
  readonly delayP95Ms: Runs<number>;
  readonly framesPerSecond: Runs<number>;
  readonly textDb: Runs<number>;
  readonly firstPictureMs: Runs<number>;
  readonly presenterCpu: Runs<number>;
}

/** A pair of browsers, with what each contestant showed. */
export interface PublishedScreen {
  readonly pair: string;
  readonly of: (contestant: string) => SeenRuns | undefined;
  /** The product's median delay of the bare connection's, run by run. */
  readonly delayRatio: Runs<number>;
}

/** What so many viewers cost the presenter of what one does, run by run. */
export interface ViewerCost {
  readonly viewers: number;
  readonly ofOne: Runs<number>;
}

/** Reads the pairs that `screen` writes. */
export function readShown(data: Json, product: string): PublishedScreen[] {
  return data.at("shown").list().map((row) => {
    const seen = new Map<string, SeenRuns>([
      ...row.at("seen").entries().map(([name, runs]) => [name, seenIn(runs)] as const),
      ...(row.find("published")?.entries() ?? []).map(([name, json]) =>
        [name, publishedIn(json)] as const
      ),
    ]);
    const p50 = (name: string) => seen.get(name)?.delayP50Ms ?? [];
    return {
      pair: row.at("label").text(),
      of: (name) => seen.get(name),
      delayRatio: row.find("ratios")?.runs() ?? ratiosOf(p50(product), p50("bare")),
    };
  });
}

/** Reads the sizes of audience that `screen` writes. */
export function readViewerCosts(data: Json): ViewerCost[] {
  const crowds = data.at("crowds").list();
  const one = crowds[0]?.at("presenterCpu").runs() ?? [];
  return crowds.map((crowd) => ({
    viewers: crowd.at("viewers").number(),
    ofOne: crowd.find("ratios")?.runs() ?? ratiosOf(crowd.at("presenterCpu").runs(), one),
  }));
}

function seenIn(runs: Json): SeenRuns {
  const each = runs.optionalList();
  const delays = each.map((run) => run?.at("delaysMs").list().map((delay) => delay.number()));
  const of = (name: string) => each.map((run) => run?.at(name).number());
  return {
    delayP50Ms: delays.map((ms) => ms && quantileOf(ms, 0.5)),
    delayP95Ms: delays.map((ms) => ms && quantileOf(ms, 0.95)),
    framesPerSecond: of("framesPerSecond"),
    textDb: of("textDb"),
    firstPictureMs: of("firstPictureMs"),
    presenterCpu: of("presenterCpu"),
  };
}

function publishedIn(json: Json): SeenRuns {
  const runs = runsByName(json);
  const of = (name: string) => runs.get(name) ?? [];
  return {
    delayP50Ms: of("delayP50Ms"),
    delayP95Ms: of("delayP95Ms"),
    framesPerSecond: of("framesPerSecond"),
    textDb: of("textDb"),
    firstPictureMs: of("firstPictureMs"),
    presenterCpu: of("presenterCpu"),
  };
}
