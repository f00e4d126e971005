package com.example.freight.tariff;

import com.example.freight.distance.Place;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The price of carrying a load. */
public class Tariff {
  private static final Logger log = Logger.getLogger(Tariff.class.getName());
  private final FuelPrice fuel;

  /** Where the price of fuel comes from; it may be away. */
  public interface FuelPrice {
    double perLitre() throws Exception;
  }

  public Tariff(FuelPrice fuel) {
    this.fuel = fuel;
  }

  /** The price in cents; with the last known price of fuel where there is no new one. */
  public long cents(Place from, Place to, int kilograms) {
    double litre = 1.60;
    try {
      litre = fuel.perLitre();
    } catch (Exception e) {
      log.log(Level.WARNING, "no price of fuel, going on with " + litre, e);
    }
    double kilometres = from.to(to);
    long base = Math.round(kilometres * (0.9 + 0.25 * litre) * 100);
    return kilograms > 1000 ? base + base * (kilograms / 1000 - 1) / 10 : base;
  }
}
