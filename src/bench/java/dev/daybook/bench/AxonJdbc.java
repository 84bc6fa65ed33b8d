package dev.daybook.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.PostgresEventTableFactory;
import org.axonframework.serialization.json.JacksonSerializer;

/** The engine that Axon itself brings for databases, as its users have it: each append is a transaction of its client. */
final class AxonJdbc implements AutoCloseable {

    private final HikariDataSource pool;
    private final JdbcEventStorageEngine engine;
    private final AtomicLong number = new AtomicLong();
    private final Object payload;

    /** @param payload what is serialized for each event */
    AxonJdbc(String url, int connections, Object payload) throws SQLException {
        this.payload = payload;
        var config = new HikariConfig();
        config.setJdbcUrl(url + "&reWriteBatchedInserts=true");
        config.setMaximumPoolSize(connections);
        pool = new HikariDataSource(config);
        var serializer = JacksonSerializer.defaultSerializer();
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS DomainEventEntry, SnapshotEventEntry");
        }
        engine = JdbcEventStorageEngine.builder()
                .connectionProvider(new UnitOfWorkAwareConnectionProviderWrapper(pool::getConnection))
                .transactionManager(NoTransactionManager.instance())
                .eventSerializer(serializer)
                .snapshotSerializer(serializer)
                .build();
        engine.createSchema(PostgresEventTableFactory.INSTANCE);
    }

    /** Appends that many events of an aggregate that is new, durably. */
    void append(int events) {
        String aggregate = new UUID(0, number.incrementAndGet()).toString();
        List<DomainEventMessage<Object>> messages = IntStream.range(0, events)
                .<DomainEventMessage<Object>>mapToObj(
                        nth -> new GenericDomainEventMessage<>("sbi", aggregate, nth, payload))
                .toList();
        engine.appendEvents(messages);
    }

    @Override
    public void close() {
        pool.close();
    }
}
