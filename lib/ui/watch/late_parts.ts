/**
 * What of the viewer's page makes sense with a picture only, as one piece to load before it comes.
 * @module
 */
export { ViewerTools } from "./ViewerTools.tsx";
