package com.example.freight.distance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.logging.Logger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
  private static final Logger log = Logger.getLogger(PlaceTest.class.getName());

  @ParameterizedTest
  @ValueSource(doubles = {-60, -45, -30, -15, 0, 15, 30, 45, 60})
  void aDegreeOfLatitudeIsEverywhereTheSame(double latitude) {
    double kilometres = new Place(latitude, 8).to(new Place(latitude + 1, 8));
    log.info("from " + latitude + ": " + kilometres + " km");
    assertEquals(111.2, kilometres, 0.1);
  }
}
