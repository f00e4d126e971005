package com.example.freight.tariff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.freight.distance.Place;
import java.io.IOException;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TariffTest {
  private final Place north = new Place(53.5, 10);
  private final Place south = new Place(48.1, 11.6);

  @Test
  void lightLoadsPayForTheWayOnly() {
    Tariff tariff = new Tariff(() -> 1.60);
    assertEquals(tariff.cents(north, south, 1), tariff.cents(north, south, 900));
  }

  @RepeatedTest(3)
  void goesOnWithoutAPriceOfFuel() {
    Tariff tariff = new Tariff(() -> {
      throw new IOException("connection reset by peer");
    });
    assertTrue(tariff.cents(north, south, 500) > 0);
  }

  @Test
  void eachStartedTonAddsATenth() {
    Tariff tariff = new Tariff(() -> 1.60);
    long base = tariff.cents(north, south, 1);
    assertEquals(base + base * 2 / 10, tariff.cents(north, south, 2500));
  }
}
