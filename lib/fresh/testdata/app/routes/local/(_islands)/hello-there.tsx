export default function HelloThere() {
  return <i>hello</i>;
}
