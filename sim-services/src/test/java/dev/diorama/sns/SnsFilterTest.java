package dev.diorama.sns;

import static dev.diorama.sns.SnsWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filter policies against values; a bar stands for the quotation mark. */
class SnsFilterTest {
  private static String json(String barred) {
    return barred.replace('|', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{|a|:[|x|,|y|]}; {|a|:|y|}; true",
        "{|a|:[|x|]}; {|a|:|X|}; false",
        "{|a|:[|x|]}; {}; false",
        "{|a|:[|x|],|b|:[1]}; {|a|:|x|,|b|:1.0}; true",
        "{|a|:[|x|],|b|:[1]}; {|a|:|x|}; false",
        "{|a|:[|1|]}; {|a|:1}; false",
        "{|a|:[true,null]}; {|a|:null}; true",
        "{|a|:[|x|]}; {|a|:[|w|,|x|]}; true",
        "{|a|:[{|prefix|:|ab|}]}; {|a|:|abc|}; true",
        "{|a|:[{|suffix|:|bc|}]}; {|a|:|abc|}; true",
        "{|a|:[{|suffix|:|b|}]}; {|a|:|abc|}; false",
        "{|a|:[{|equals-ignore-case|:|ABC|}]}; {|a|:|abc|}; true",
        "{|a|:[{|anything-but|:|x|}]}; {|a|:|y|}; true",
        "{|a|:[{|anything-but|:[|x|,2]}]}; {|a|:2}; false",
        "{|a|:[{|anything-but|:|x|}]}; {}; false",
        "{|a|:[{|anything-but|:{|prefix|:|or|}}]}; {|a|:|order|}; false",
        "{|a|:[{|anything-but|:[|x|]}]}; {|a|:[|x|,|y|]}; true",
        "{|a|:[{|numeric|:[|>|,0,|<=|,5]}]}; {|a|:5}; true",
        "{|a|:[{|numeric|:[|>|,0,|<=|,5]}]}; {|a|:0}; false",
        "{|a|:[{|numeric|:[|=|,3.5]}]}; {|a|:3.50}; true",
        "{|a|:[{|numeric|:[|>|,0]}]}; {|a|:|7|}; false",
        "{|a|:[{|exists|:true}]}; {|a|:|x|}; true",
        "{|a|:[{|exists|:false}]}; {|b|:|x|}; true",
        "{|a|:[{|exists|:false}]}; {|a|:|x|}; false",
        "{|a|:[{|cidr|:|10.0.0.0/24|}]}; {|a|:|10.0.0.255|}; true",
        "{|a|:[{|cidr|:|10.0.0.0/24|}]}; {|a|:|10.0.1.0|}; false",
        "{|a|:[{|cidr|:|2001:db8::/32|}]}; {|a|:|2001:db8::1|}; true",
        "{|$or|:[{|a|:[|x|]},{|b|:[|y|]}]}; {|b|:|y|}; true",
        "{|$or|:[{|a|:[|x|]},{|b|:[|y|]}]}; {|b|:|z|}; false",
        "{|a|:{|b|:[|x|]}}; {|a|:{|b|:|x|}}; true",
        "{|a|:{|b|:[|x|]}}; {|a|:[{|b|:|w|},{|b|:|x|}]}; true",
        "{|a|:{|b|:[|x|]}}; {|a|:|x|}; false"
      })
  void passes_aPolicyAndABody(String policy, String body, boolean expected) {
    assertThat(SnsFilter.passesBody(Json.parse(json(policy)), json(body))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "[]",
        "{|a|:|x|}",
        "{|a|:[]}",
        "{|a|:[[|x|]]}",
        "{|a|:[{|like|:|x|}]}",
        "{|a|:[{|numeric|:[|>|]}]}",
        "{|a|:[{|numeric|:[|>|,|x|]}]}",
        "{|a|:[{|exists|:|yes|}]}",
        "{|a|:[{|cidr|:|here|}]}",
        "{|a|:[{|anything-but|:{|like|:|x|}}]}",
        "{|a|:{|b|:[|x|]}}",
        "{|a|:[1],|b|:[1],|c|:[1],|d|:[1],|e|:[1],|f|:[1]}"
      })
  void check_whatIsNoPolicyForAttributes_isRefused(String policy) {
    refused(() -> SnsFilter.check(json(policy), false), "InvalidParameter", 400);
  }
}
