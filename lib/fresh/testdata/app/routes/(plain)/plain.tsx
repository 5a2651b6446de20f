export default function Plain() {
  return <p>no script here</p>;
}
