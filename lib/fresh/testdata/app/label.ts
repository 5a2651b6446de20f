export const label = "count:";
