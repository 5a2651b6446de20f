import { testArrows } from "../../testing/test_arrows.ts";
import {
  GUEST_START,
  type GuestConnection,
  type GuestConnectionEvent,
  nextGuestConnection,
} from "./guest_connection.ts";

const looking = GUEST_START;
const introducing = { kind: "introducing", isAgain: false } as const;
const reintroducing = { kind: "introducing", isAgain: true } as const;
const met = { kind: "met", peer: "Ann" } as const;
const metAnother = { kind: "met", peer: "Bob" } as const;
const away = { kind: "away", isAgain: false } as const;
const awayAgain = { kind: "away", isAgain: true } as const;
const rejoining = nextGuestConnection<string>(met, { type: "broken" });
const over = { kind: "over", peer: undefined, mayReturn: false } as const;
const overMet = { kind: "over", peer: "Ann", mayReturn: false } as const;
const mayReturn = { kind: "over", peer: undefined, mayReturn: true } as const;
const metMayReturn = { kind: "over", peer: "Ann", mayReturn: true } as const;

testArrows<GuestConnection<string>, GuestConnectionEvent<string>>(nextGuestConnection, {
  states: {
    looking,
    introducing,
    reintroducing,
    met,
    away,
    awayAgain,
    rejoining,
    over,
    overMet,
    mayReturn,
  },
  events: {
    join: { type: "join" },
    introducing: { type: "introducing" },
    away: { type: "away" },
    "server-lost": { type: "server-lost" },
    proven: { type: "proven" },
    met: { type: "met", peer: "Ann" },
    "met another": { type: "met", peer: "Bob" },
    gone: { type: "gone" },
    broken: { type: "broken" },
    closed: { type: "closed" },
    ended: { type: "ended", mayReturn: false },
    "ended for now": { type: "ended", mayReturn: true },
  },
  arrows: {
    "looking --away": away,
    "looking --introducing": introducing,
    "looking --proven": introducing,
    "looking --met": met,
    "looking --met another": metAnother,
    "looking --gone": away,
    "looking --broken": rejoining,
    "looking --closed": over,
    "looking --ended": over,
    "looking --ended for now": mayReturn,

    "introducing --join": looking,
    "introducing --away": away,
    "introducing --server-lost": looking,
    "introducing --met": met,
    "introducing --met another": metAnother,
    "introducing --gone": away,
    "introducing --broken": rejoining,
    "introducing --closed": over,
    "introducing --ended": over,
    "introducing --ended for now": mayReturn,

    "reintroducing --join": looking,
    "reintroducing --away": awayAgain,
    "reintroducing --server-lost": rejoining,
    "reintroducing --proven": introducing,
    "reintroducing --met": met,
    "reintroducing --met another": metAnother,
    "reintroducing --gone": away,
    "reintroducing --broken": rejoining,
    "reintroducing --closed": over,
    "reintroducing --ended": over,
    "reintroducing --ended for now": mayReturn,

    // Nothing that the server says parts those who have met.
    "met --join": looking,
    "met --met another": metAnother,
    "met --gone": away,
    "met --broken": rejoining,
    "met --ended": overMet,
    "met --ended for now": metMayReturn,

    "away --join": looking,
    "away --introducing": introducing,
    "away --server-lost": looking,
    "away --proven": introducing,
    "away --met": met,
    "away --met another": metAnother,
    "away --broken": rejoining,
    "away --closed": over,
    "away --ended": over,
    "away --ended for now": mayReturn,

    "awayAgain --join": looking,
    "awayAgain --introducing": reintroducing,
    "awayAgain --server-lost": rejoining,
    "awayAgain --proven": introducing,
    "awayAgain --met": met,
    "awayAgain --met another": metAnother,
    "awayAgain --broken": rejoining,
    "awayAgain --closed": over,
    "awayAgain --ended": over,
    "awayAgain --ended for now": mayReturn,

    "rejoining --join": looking,
    "rejoining --away": awayAgain,
    "rejoining --introducing": reintroducing,
    "rejoining --proven": introducing,
    "rejoining --met": met,
    "rejoining --met another": metAnother,
    "rejoining --gone": away,
    "rejoining --closed": over,
    "rejoining --ended": over,
    "rejoining --ended for now": mayReturn,

    // How it ended was told: only the reader, or the owner where it may return, begins again.
    "over --join": looking,
    "overMet --join": looking,
    "mayReturn --join": looking,
    "mayReturn --proven": introducing,
  },
});
