package dev.muster.events.filter.gjson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expectations follow the published description of GJSON's path syntax and its sample document. */
class ExpressionTest {
    private static final String DOCUMENT =
            """
            {"name": {"first": "Tom", "last": "Anderson"}, "age": 37, "nothing": null, "empty": [], "blank": "", "zero": 0,
             "children": ["Sara", "Alex", "Jack"], "fav.movie": "Deer Hunter", "star*": "one", "@at": "sign",
             "text": "{\\"a\\":[1,2]}", "deep": [1, [2, [3, 4]], 5], "parts": [{"a": 1, "b": 1}, {"b": 2, "c": 3}],
             "columns": {"id": [1, 2], "name": ["x", "y", "z"]},
             "vals": [{"a": 1, "b": true}, {"a": 2, "b": false}, {"a": 3, "b": "0"}, {"a": 4, "b": null}, {"a": 5}],
             "sizes": [10, 20.5, 30], "flags": [true, false],
             "friends": [
               {"first": "Dale", "last": "Murphy", "age": 44, "nets": ["ig", "fb", "tw"]},
               {"first": "Roger", "last": "Craig", "age": 68, "nets": ["fb", "tw"]},
               {"first": "Jane", "last": "Murphy", "age": 47, "nets": ["ig", "tw"]}]}
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "name.last  ;  \"Anderson\"",
                "name.first  ;  \"Tom\"",
                "age  ;  37",
                "children  ;  [\"Sara\",\"Alex\",\"Jack\"]",
                "children.0  ;  \"Sara\"",
                "children.1  ;  \"Alex\"",
                "children|1  ;  \"Alex\"",
                "friends.1  ;  {\"first\":\"Roger\",\"last\":\"Craig\",\"age\":68,\"nets\":[\"fb\",\"tw\"]}",
                "friends.1.first  ;  \"Roger\"",
                "child*.2  ;  \"Jack\"",
                "c?ildren.0  ;  \"Sara\"",
                "fav\\.movie  ;  \"Deer Hunter\"",
                "star\\*  ;  \"one\"",
                "\\@at  ;  \"sign\"",
                "friends.#  ;  3",
                "friends|#  ;  3",
                "friends.#.age  ;  [44,68,47]",
                "friends.#.nets.#  ;  [3,2,2]",
                "friends.#.nets.#(==\"ig\")#  ;  [[\"ig\"],[],[\"ig\"]]",
                "friends.#.missing  ;  []",
                "friends.#(last==\"Murphy\").first  ;  \"Dale\"",
                "friends.#(last=\"Murphy\").first  ;  \"Dale\"",
                "friends.#( last == \"Murphy\" ).first  ;  \"Dale\"",
                "friends.#(last==Murphy)#.first  ;  [\"Dale\",\"Jane\"]",
                "friends.#(last!=\"Murphy\").first  ;  \"Roger\"",
                "friends.#(age>45)#.last  ;  [\"Craig\",\"Murphy\"]",
                "friends.#(age>=47)#.first  ;  [\"Roger\",\"Jane\"]",
                "friends.#(age<47)#.first  ;  [\"Dale\"]",
                "friends.#(age<=47)#.first  ;  [\"Dale\",\"Jane\"]",
                "friends.#(first%\"D*\").last  ;  \"Murphy\"",
                "friends.#(first%\"?ane\").last  ;  \"Murphy\"",
                "friends.#(first!%\"D*\").last  ;  \"Craig\"",
                "friends.#(first>\"E\")#.first  ;  [\"Roger\",\"Jane\"]",
                "friends.#(nets.#(==\"fb\"))#.first  ;  [\"Dale\",\"Roger\"]",
                "friends.#(nets.#(==\"fb\"))#|#  ;  2",
                "friends.#(nets)#|#  ;  3",
                "friends.#(missing)#  ;  []",
                "children.#(!%\"*a*\")  ;  \"Alex\"",
                "children.#(%\"*a*\")#  ;  [\"Sara\",\"Jack\"]",
                "sizes.#(>=20.5)#  ;  [20.5,30]",
                "sizes.#(==10.0)  ;  10",
                "sizes.#(!=x)#  ;  [10,20.5,30]",
                "flags.#(==true)#  ;  [true]",
                "flags.#(!=true)#  ;  [false]",
                "vals.#(b==~true)#.a  ;  [1]",
                "vals.#(b==~false)#.a  ;  [2,3,4,5]",
                "vals.#(b==~null)#.a  ;  [4,5]",
                "vals.#(b==~*)#.a  ;  [1,2,3,4]",
                "vals.#(b!=~*)#.a  ;  [5]",
                "vals.#(b==null).a  ;  4",
                "friends.#(last=\"Murphy\")#.0  ;  []",
                "friends.#(last=\"Murphy\")#|0.first  ;  \"Dale\"",
                "friends.#(last=\"Murphy\")#.#  ;  []",
                "friends.#(last=\"Murphy\")#|#  ;  2",
                "friends.#.first|0  ;  \"Dale\"",
                "children|@reverse  ;  [\"Jack\",\"Alex\",\"Sara\"]",
                "children.@reverse.0  ;  \"Jack\"",
                "name.@reverse  ;  {\"last\":\"Anderson\",\"first\":\"Tom\"}",
                "age.@reverse  ;  37",
                "name.@keys  ;  [\"first\",\"last\"]",
                "name.@values  ;  [\"Tom\",\"Anderson\"]",
                "age.@values  ;  [37]",
                "children.@keys  ;  [null,null,null]",
                "deep.@flatten  ;  [1,2,[3,4],5]",
                "deep.@flatten:{\"deep\":true}  ;  [1,2,3,4,5]",
                "parts.@join  ;  {\"a\":1,\"b\":2,\"c\":3}",
                "parts.@join:{\"preserve\":true}  ;  {\"a\":1,\"b\":1,\"c\":3}",
                "name.@this.first  ;  \"Tom\"",
                "@this.age  ;  37",
                "name.@valid.first  ;  \"Tom\"",
                "name.@pretty:{\"sortKeys\":true}.first  ;  \"Tom\"",
                "name|@ugly|first  ;  \"Tom\"",
                "name.@tostr  ;  \"{\\\"first\\\":\\\"Tom\\\",\\\"last\\\":\\\"Anderson\\\"}\"",
                "text.@fromstr.a.1  ;  2",
                "columns.@group  ;  [{\"id\":1,\"name\":\"x\"},{\"id\":2,\"name\":\"y\"},{\"name\":\"z\"}]",
                "{name.first,age}  ;  {\"first\":\"Tom\",\"age\":37}",
                "{name.first,age,\"the_murphys\":friends.#(last=\"Murphy\")#.first}  ;  {\"first\":\"Tom\",\"age\":37,\"the_murphys\":[\"Dale\",\"Jane\"]}",
                "{n:name.first,missing}  ;  {\"n\":\"Tom\"}",
                "{children.@reverse}  ;  {\"_\":[\"Jack\",\"Alex\",\"Sara\"]}",
                "[name.first,age,missing]  ;  [\"Tom\",37]",
                "friends.#.{first,age}|0  ;  {\"first\":\"Dale\",\"age\":44}",
                "friends.0.[first,last].1  ;  \"Murphy\"",
                "[name].#(first==\"Tom\").last  ;  \"Anderson\"",
                "{name.last,\"x\":!\"y\",\"n\":!1.5,\"o\":!{\"p\":[1]}}  ;  {\"last\":\"Anderson\",\"x\":\"y\",\"n\":1.5,\"o\":{\"p\":[1]}}",
                "!\"text\"  ;  \"text\"",
            })
    void findsWhatThePathDescribes(String path, String expected) throws JsonProcessingException {
        assertThat(result(path)).map(JsonNode::toString).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "missing",
                "name.missing.first",
                "children.3",
                "children.x",
                "age.0",
                "age.#",
                "name.#",
                "friends.#|first",
                "friends.#(last=\"Murphy\")#|first",
                "friends.#(age>100)",
                "name.#(first==\"Tom\")",
                "text.a",
                "age.@fromstr",
                "blank.@fromstr",
                "zzz*",
                "missing|@keys",
                "children.99999999999",
            })
    void leadsNowhereWhereNothingIs(String path) throws JsonProcessingException {
        assertThat(result(path)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "age  ;  true",
                "zero  ;  true",
                "name  ;  true",
                "flags.0  ;  true",
                "flags.1  ;  false",
                "nothing  ;  false",
                "empty  ;  false",
                "blank  ;  false",
                "missing  ;  false",
                "friends.#(age>100)#  ;  false",
                "friends.#(age>60)#  ;  true",
                "[age].#(>36)  ;  true",
            })
    void anEventPassesWhenTheResultIsNotFalseNullOrEmpty(String path, boolean passes) throws JsonProcessingException {
        assertThat(Expression.parse(path).holds(document())).isEqualTo(passes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "a.",
                ".a",
                "a..b",
                "a|",
                "|a",
                "#x",
                "a.#b",
                "#(",
                "#(a",
                "#(a==",
                "#(a==)",
                "#(a==\"x)",
                "#(a==\"x\"",
                "#(a==\"x\"y)",
                "#(a==~maybe)",
                "#(a<~true)",
                "#(a)b",
                "#()",
                "{a",
                "[a",
                "[a,,b]",
                "{\"a\"}",
                "{\"a:b}",
                "[a]b",
                "@nothing",
                "@",
                "!",
                "!x",
                "!\"x",
                "a\\",
                "a.@flatten:{",
                "#(a==\"\\q\")",
            })
    void badSyntaxIsRefusedWithThePlace(String path) {
        assertThatThrownBy(() -> Expression.parse(path))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at character");
    }

    @Test
    void pathsAreBoundedInLengthAndDepth() {
        assertThatThrownBy(() -> Expression.parse("a".repeat(4_097))).hasMessageContaining("4097 characters");
        assertThatThrownBy(() -> Expression.parse("[".repeat(2_000))).hasMessageContaining("more than 32 deep");
        assertThatThrownBy(() -> Expression.parse("#(".repeat(2_000))).hasMessageContaining("more than 32 deep");
        assertThatThrownBy(() -> Expression.parse("#.".repeat(2_000) + "a")).hasMessageContaining("more than 32 deep");
        assertThat(Expression.parse("a.".repeat(2_000) + "a")).isNotNull();
    }

    @Test
    void workIsBoundedWhateverThePathMultiplies() throws JsonProcessingException {
        String doubling = "[@this,@this]|".repeat(60) + "@tostr";
        JsonNode document = document();

        assertThatThrownBy(() -> Expression.parse(doubling).result(document)).isInstanceOf(WorkExceeded.class);
        assertThat(Expression.parse(doubling).holds(document)).isFalse();
        assertThat(Expression.parse("[@this,@this]|".repeat(60) + "@flatten:{\"deep\":true}")
                        .holds(document))
                .isFalse();
    }

    @Test
    void hostilePatternsDoNotBacktrackForEver() throws JsonProcessingException {
        JsonNode document = Cursor.JSON.readTree("[\"" + "a".repeat(100_000) + "\"]");

        assertThat(Expression.parse("#(%\"" + "*a".repeat(50) + "*b\")").holds(document))
                .isFalse();
    }

    @Test
    void expressionsOfOneTextAreEqual() {
        assertThat(Expression.parse("a.b"))
                .isEqualTo(Expression.parse("a.b"))
                .hasToString("a.b")
                .isNotEqualTo(Expression.parse("a.c"));
    }

    private static Optional<JsonNode> result(String path) throws JsonProcessingException {
        return Expression.parse(path).result(document());
    }

    private static JsonNode document() throws JsonProcessingException {
        return Cursor.JSON.readTree(DOCUMENT);
    }
}
