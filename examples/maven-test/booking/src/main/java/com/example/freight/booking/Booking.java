package com.example.freight.booking;

import com.example.freight.distance.Place;
import com.example.freight.tariff.Tariff;

/** A load, booked at a price. */
public record Booking(String customer, long cents) {
  public static Booking of(String customer, Tariff tariff, Place from, Place to, int kilograms) {
    return new Booking(customer, tariff.cents(from, to, kilograms));
  }
}
