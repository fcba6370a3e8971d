package dev.muster.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupStoreTest extends StoreTest {
    @ParameterizedTest
    @EnumSource
    void keepsGroupsWithoutMembers(Engine engine) {
        GroupStore groups = new GroupStore(fresh(engine));
        groups.create("web");
        groups.create("db.1");

        assertThat(groups.names()).containsExactly("db.1", "web");
        assertThat(groups.exists("web")).isTrue();
        groups.delete("web");
        assertThat(groups.exists("web")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void refusesBadDoubleAndUnknownGroups(Engine engine) {
        GroupStore groups = new GroupStore(fresh(engine));
        groups.create("web");

        assertThatThrownBy(() -> groups.create("web")).hasMessageContaining("1711");
        assertThatThrownBy(() -> groups.create("a b")).hasMessageContaining("1722");
        assertThatThrownBy(() -> groups.create("x".repeat(129))).hasMessageContaining("1722");
        assertThatThrownBy(() -> groups.delete("none")).hasMessageContaining("1710");
    }
}
