package com.example.freight.booking;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.example.freight.distance.Place;
import com.example.freight.tariff.Tariff;
import org.junit.jupiter.api.Test;

class BookingTest {
  @Test
  void noWayCostsNothing() {
    Place here = new Place(50, 9);
    assertEquals(0, Booking.of("0815", new Tariff(() -> 1.5), here, here, 10).cents());
  }
}
