/**
 * The registry's operations as Lua scripts. Redis runs a script from its beginning to its end, which
 * is what makes each of them atomic. They make up key names themselves, so they need one Redis and
 * not a cluster of them.
 *
 * | key | type | holds |
 * |---|---|---|
 * | `s:<session>` | hash | `kind`, `hash`, `places`, `created`, `gone`; `owner` and `g:<peer>`, a seat each |
 * | `sessions` | sorted set | every session by its creation |
 * | `ownerless` | sorted set | those without an owner's socket, by when that one went |
 * | `ended` | list | sessions that were dropped while they had members, to be told |
 * | `instances` | sorted set | server instances by when they last showed themselves |
 * | `i:<instance>` | set | the seats whose sockets an instance holds |
 *
 * A seat is `peer connection instance`, and one more word for a guest's: when its socket went, or `-`.
 * @module
 */

import { GUEST_GRACE_MS, OWNER_ABSENCE_MS, SESSION_LIFETIME_MS } from "../../limits.ts";

/** Sessions, seats or ends dealt with by one script: while it runs, Redis serves nobody else. */
export const MAX_PER_SCRIPT = 500;

/** After its own end Redis forgets a session by itself, where no instance is left to expire it. */
const FORGOTTEN_AFTER_MS = SESSION_LIFETIME_MS + 60_000;

/** What every script begins with: the time and the caller, then words that all of them use. */
const COMMON = `
local P, ME, NOW = ARGV[1], ARGV[2], tonumber(ARGV[3])
if not NOW then
  local time = redis.call('TIME')
  NOW = time[1] * 1000 + math.floor(time[2] / 1000)
end

local function integer(number) return string.format('%.0f', number) end

local function seatOf(text)
  local peer, connection, instance, gone = string.match(text, '^(%S+) (%S+) (%S+) ?(%S*)$')
  return { peer = peer, connection = connection, instance = instance, gone = tonumber(gone) }
end

local function load(id)
  local fields = redis.call('HGETALL', P .. 's:' .. id)
  if #fields == 0 then return nil end
  local session = { id = id, guests = {}, order = {} }
  for index = 1, #fields, 2 do
    local name, value = fields[index], fields[index + 1]
    if name == 'owner' then session.owner = seatOf(value)
    elseif string.sub(name, 1, 2) == 'g:' then
      local seat = seatOf(value)
      session.guests[seat.peer] = seat
      table.insert(session.order, seat.peer)
    elseif name == 'kind' or name == 'hash' then session[name] = value
    else session[name] = tonumber(value) end
  end
  return session
end

local function expiresIn(session)
  local ending = session.created + ${SESSION_LIFETIME_MS}
  if not session.owner then ending = math.min(ending, session.gone + ${OWNER_ABSENCE_MS}) end
  return math.max(0, ending - NOW)
end

local function member(seat, role) return seat.peer .. ' ' .. role .. ' ' .. seat.connection end

local function ownersOf(session)
  return session.owner and { member(session.owner, 'owner') } or {}
end

local function guestsOf(session)
  local members = {}
  for _, peer in ipairs(session.order) do
    local seat = session.guests[peer]
    if seat and not seat.gone then table.insert(members, member(seat, 'guest')) end
  end
  return members
end

local function held(session, seat, role) return session.id .. ' ' .. member(seat, role) end

local function release(session, seat, role)
  if seat then redis.call('SREM', P .. 'i:' .. seat.instance, held(session, seat, role)) end
end

local function sit(session, seat, role)
  local field = role == 'owner' and 'owner' or 'g:' .. seat.peer
  local text = seat.peer .. ' ' .. seat.connection .. ' ' .. seat.instance
  if role == 'guest' then text = text .. ' ' .. (seat.gone and integer(seat.gone) or '-') end
  redis.call('HSET', P .. 's:' .. session.id, field, text)
  if not seat.gone then
    redis.call('SADD', P .. 'i:' .. seat.instance, held(session, seat, role))
  end
end

local function forget(session)
  redis.call('DEL', P .. 's:' .. session.id)
  redis.call('ZREM', P .. 'sessions', session.id)
  redis.call('ZREM', P .. 'ownerless', session.id)
  release(session, session.owner, 'owner')
  for _, seat in pairs(session.guests) do release(session, seat, 'guest') end
end

local function drop(session)
  forget(session)
  local members = ownersOf(session)
  for _, guest in ipairs(guestsOf(session)) do table.insert(members, guest) end
  if #members > 0 then
    redis.call('RPUSH', P .. 'ended', session.id .. ' ' .. table.concat(members, ' '))
  end
end

local function dropById(id)
  local session = load(id)
  if session then return drop(session) end
  redis.call('ZREM', P .. 'sessions', id)
  redis.call('ZREM', P .. 'ownerless', id)
end

local function find(id)
  local session = load(id)
  if not session or expiresIn(session) > 0 then return session end
  drop(session)
  return nil
end

local function isFull(session)
  local taken = 0
  for peer, seat in pairs(session.guests) do
    if seat.gone and NOW - seat.gone >= ${GUEST_GRACE_MS} then
      redis.call('HDEL', P .. 's:' .. session.id, 'g:' .. peer)
      session.guests[peer] = nil
    else taken = taken + 1 end
  end
  return taken >= session.places
end

local function register(id, kind, hash, max, places)
  if redis.call('ZCARD', P .. 'sessions') >= max then
    local longest = redis.call('ZRANGE', P .. 'ownerless', 0, 0)[1]
    if not longest then return nil end
    dropById(longest)
  end
  local key = P .. 's:' .. id
  redis.call('HSET', key, 'kind', kind, 'hash', hash, 'places', places)
  redis.call('HSET', key, 'created', integer(NOW), 'gone', integer(NOW))
  redis.call('PEXPIRE', key, ${FORGOTTEN_AFTER_MS})
  redis.call('ZADD', P .. 'sessions', integer(NOW), id)
  redis.call('ZADD', P .. 'ownerless', integer(NOW), id)
  return load(id)
end

local function leave(session, seat, role, forGood)
  release(session, seat, role)
  local key = P .. 's:' .. session.id
  if role == 'owner' then
    redis.call('HDEL', key, 'owner')
    redis.call('HSET', key, 'gone', integer(NOW))
    redis.call('ZADD', P .. 'ownerless', integer(NOW), session.id)
    return guestsOf(session)
  end
  seat.gone = NOW
  if forGood then redis.call('HDEL', key, 'g:' .. seat.peer) else sit(session, seat, role) end
  return ownersOf(session)
end

local function present(id, peer, role, connection)
  local session = load(id)
  if not session then return nil end
  local seat = session.guests[peer]
  if role == 'owner' then seat = session.owner end
  if not seat or seat.gone or seat.connection ~= connection then return nil end
  return session, seat
end
`;

/** `session, kind, hash, most sessions, most guests` → what is left of its life, or nothing where all is full. */
const CREATE = `
local session = register(ARGV[4], ARGV[5], ARGV[6], tonumber(ARGV[7]), ARGV[8])
return session and expiresIn(session) or false
`;

/**
 * `session, most sessions, peer, connection, role, hash, kind, replaced peer, most guests,
 * whether it may be registered` → outcome, then what was joined.
 */
const JOIN = `
local id, max, role, hash, kind = ARGV[4], tonumber(ARGV[5]), ARGV[8], ARGV[9], ARGV[10]
local seat = { peer = ARGV[6], connection = ARGV[7], instance = ME }
local session = find(id)
local peers, former
local registered = 0
if role == 'owner' then
  if session and (session.hash ~= hash or session.kind ~= kind) then return { 'wrong-key' } end
  if not session then
    if ARGV[13] ~= 'yes' then return { 'unknown-session' } end
    session, registered = register(id, kind, hash, max, ARGV[12]), 1
    if not session then return { 'registry-full' } end
  end
  if session.guests[seat.peer] then return { 'wrong-key' } end
  former, peers = session.owner, guestsOf(session)
  redis.call('ZREM', P .. 'ownerless', id)
else
  if not session then return { 'unknown-session' } end
  if session.hash ~= hash then return { 'wrong-key' } end
  if session.owner and session.owner.peer == seat.peer then return { 'wrong-key' } end
  former = session.guests[seat.peer] or session.guests[ARGV[11]]
  if not former and isFull(session) then return { 'session-full' } end
  peers = ownersOf(session)
  if former then redis.call('HDEL', P .. 's:' .. id, 'g:' .. former.peer) end
end
release(session, former, role)
local replaced = former and not former.gone and member(former, role) or ''
session.owner = role == 'owner' and seat or session.owner
sit(session, seat, role)
return { 'joined', session.kind, expiresIn(session), replaced, peers, session.places, registered }
`;

/** `session, peer, role, connection, "for-good" or not` → the members to tell. */
const LEAVE = `
local session, seat = present(ARGV[4], ARGV[5], ARGV[6], ARGV[7])
if not session then return {} end
return leave(session, seat, ARGV[6], ARGV[8] == 'for-good')
`;

/** `session, peer, role, connection` → the guests to tell. */
const END = `
if ARGV[6] ~= 'owner' then return {} end
local session = present(ARGV[4], ARGV[5], ARGV[6], ARGV[7])
if not session then return {} end
forget(session)
return guestsOf(session)
`;

/** Nothing more → sessions that ended, each `session member …`. */
const EXPIRE = `
local function dropUntil(key, time)
  local ids = redis.call('ZRANGEBYSCORE', P .. key, '-inf', integer(time), 'LIMIT', 0, ${MAX_PER_SCRIPT})
  for _, id in ipairs(ids) do dropById(id) end
end
dropUntil('ownerless', NOW - ${OWNER_ABSENCE_MS})
dropUntil('sessions', NOW - ${SESSION_LIFETIME_MS})
return redis.call('LPOP', P .. 'ended', ${MAX_PER_SCRIPT}) or {}
`;

/** `session` → kind, whether the owner is there, guests, age, what is left; nothing where nobody can join. */
const DESCRIBE = `
local session = find(ARGV[4])
if not session or isFull(session) then return false end
return {
  session.kind, session.owner and 1 or 0, #guestsOf(session),
  NOW - session.created, expiresIn(session),
}
`;

/** Nothing more → 1 where nobody had taken this instance for dead. */
const BEAT = `return 1 - redis.call('ZADD', P .. 'instances', integer(NOW), ME)`;

/** Nothing more: the caller is no more, and neither are its seats (of which there should be none). */
const RESIGN = `return redis.call('ZREM', P .. 'instances', ME)`;

/**
 * `lease in ms, instance or nothing`: takes the seats of that instance, or of one that hasn't shown
 * itself for the lease → departures, each `session member`, then the members to tell.
 */
const REAP = `
local dead = ARGV[5]
if dead == '' then
  local late = integer(NOW - tonumber(ARGV[4]))
  dead = redis.call('ZRANGEBYSCORE', P .. 'instances', '-inf', late, 'LIMIT', 0, 1)[1]
end
if not dead or dead == ME then return {} end
local departures = {}
for _, text in ipairs(redis.call('SPOP', P .. 'i:' .. dead, ${MAX_PER_SCRIPT})) do
  local id, peer, role, connection = string.match(text, '^(%S+) (%S+) (%S+) (%S+)$')
  local session, seat = present(id, peer, role, connection)
  if session and seat.instance == dead then
    table.insert(departures, { member(seat, role), leave(session, seat, role, false) })
  end
end
if redis.call('EXISTS', P .. 'i:' .. dead) == 0 then redis.call('ZREM', P .. 'instances', dead) end
return departures
`;

/** Nothing more → sessions registered. */
const COUNT = `return redis.call('ZCARD', P .. 'sessions')`;

/** Every script by name, ready to be sent. */
export const SCRIPTS = {
  create: COMMON + CREATE,
  join: COMMON + JOIN,
  leave: COMMON + LEAVE,
  end: COMMON + END,
  expire: COMMON + EXPIRE,
  describe: COMMON + DESCRIBE,
  beat: COMMON + BEAT,
  resign: COMMON + RESIGN,
  reap: COMMON + REAP,
  count: COMMON + COUNT,
} as const;

/** One of {@linkcode SCRIPTS}. */
export type ScriptName = keyof typeof SCRIPTS;
