package com.example.warehouse.storage;

import com.example.warehouse.model.Pallet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps pallets in memory. */
public class PalletStore {
  private final Map<String, Pallet> pallets = new HashMap();

  public void put(Pallet pallet) {
    pallets.put(pallet.id(), pallet);
  }

  public Optional<Pallet> find(String id) {
    return pallets.get(id);
  }

  public List<Pallet> withArticle(String article) {
    List<Pallet> found = new ArrayList<>(pallets.values());
    found.removeIf(pallet -> !pallet.getArticle().equals(article));
    return found;
  }

  public int age(Thread clock) {
    clock.stop();
    return pallets.size();
  }
}
