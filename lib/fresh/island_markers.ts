// This module is browser compatible: both sides of the wire agree on these words.

/** Comment before an island's HTML: the prefix and the island's index in the props array. */
export const ISLAND_START = "frsh:island:";
/** Comment after an island's HTML. */
export const ISLAND_END = "/frsh:island";
/** Comment before HTML the server rendered for an island's JSX prop. */
export const SLOT_START = "frsh:slot:";
/** Comment after a slot's HTML. */
export const SLOT_END = "/frsh:slot";
/** Attribute of the `<template>` holding a slot the island didn't show at first. */
export const SLOT_TEMPLATE = "data-frsh-slot";
