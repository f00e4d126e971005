package com.example.warehouse.model;

import java.time.LocalDate;

/** A pallet and what is on it. */
public record Pallet(String id, String article, int pieces, LocalDate arrived) {
  public Pallet {
    if (pieces < 0) throw new IllegalArgumentException("pieces must not be negative: " + pieces);
  }
}
