import { newToken } from "../testing/servers/signaling_fixture.ts";
import { testRecordStore } from "./record_store_contract.ts";
import { openTokenStore } from "./token_store.ts";

testRecordStore({
  name: "the store of seat tokens",
  database: "filefrag guests",
  open: openTokenStore,
  samples: [newToken(), newToken()],
});
