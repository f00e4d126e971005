package com.example.warehouse.api;

import com.example.warehouse.storage.PalletStore;

/** What the API says about one pallet. */
public record Answer(int status, String body) {
  public static Answer about(PalletStore store, String id) {
    return store.find(id).map(p -> new Answer(200, p.article())).orElse(new Answer(404, "no pallet " + id));
  }
}
