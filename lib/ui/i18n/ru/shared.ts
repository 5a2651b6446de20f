import type { EN_LINK, EN_SHARED } from "../en/shared.ts";
import type { Wording } from "../wording.ts";
import { RU_CONNECTIVITY } from "./connectivity.ts";

/** What pages of files and of screens say alike in Russian. */
export const RU_SHARED: Wording<typeof EN_SHARED> = {
  retry: "Попробовать ещё раз",
  path: {
    lan: "По локальной сети",
    direct: "Напрямую через интернет",
    relay: "Через ретранслятор, в зашифрованном виде",
  },
  switchLanguage: "Язык",
  connectivity: RU_CONNECTIVITY,
};

/** The words around a link that is to be handed on, in Russian. */
export const RU_LINK: Wording<typeof EN_LINK> = {
  copy: "Скопировать ссылку",
  copied: "Скопировано",
  copyByHand: "Выделите ссылку и скопируйте её вручную",
  shareSheet: "Отправить ссылку",
  qr: "QR-код ссылки для камеры телефона",
};
