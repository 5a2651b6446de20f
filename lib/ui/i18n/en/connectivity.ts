/** English, on the network. */
export const EN_CONNECTIVITY = {
  direct: "A direct connection from this network is likely.",
  // Causes, one for each verdict that the reader should know of.
  symmetricNat:
    "Your network changes ports for every destination (a symmetric NAT). With somebody behind a similar network a direct connection often isn’t possible.",
  carrierGradeNat:
    "Your provider shares one public address among many customers. A direct connection usually works all the same; if it doesn’t, another network or a phone hotspot helps.",
  udpBlocked:
    "Your network blocks UDP, so the connection goes through this server’s relay, still encrypted. It may be slower.",
  noStun:
    "No STUN server answers, so browsers in other networks can’t find this one. Your network, a VPN or a browser extension may block UDP, or the servers may be down.",
  noTurn: "This server’s relay doesn’t answer. A direct connection may work without it.",
  /** The connection goes through the relay where it can't go directly. */
  relayHelps:
    "Where no direct connection is possible, this server’s relay helps out, still encrypted.",
  // Ways out, where no relay is offered and where it is of no use.
  wayOut:
    "Use another network or a phone hotspot, or ask whoever runs this server to add a TURN relay.",
  wayOutBrokenRelay:
    "Use another network or a phone hotspot, and tell whoever runs this server that its relay can’t be used.",
  /** After a failure that this side doesn't explain. */
  otherSide:
    "From this network a direct connection should work, so the obstacle is probably on the other side.",
  relayOnlyBroken:
    "This server’s relay can’t be used, and you connect only through it because your address is hidden.",
  relayOnlyImpossible:
    "This server offers no relay, so nobody can connect to you while your address is hidden.",
  localNetworkDenied:
    "This browser doesn’t let the page reach devices on your local network: its question was answered with no. Allow it in the settings of this site, behind the icon to the left of the address, and try again.",
  localNetworkPrompt:
    "The browser may ask whether this page may reach devices on your local network. Allow it: that is the shortest way to the other device, and often the only one.",
  checkNetwork: "Check the network",
  hideAddress: "Hide my address",
  hideAddressHint:
    "Connect only through this server’s relay: the other side sees the relay’s network address instead of yours. It may be slower; everything stays encrypted.",
  // When the choice takes effect: by itself, or with the next who comes.
  hideAddressNow: "The page connects again when you change this.",
  hideAddressNext: "A change applies to whoever connects next.",
};
