-- Runs unchanged on H2 and PostgreSQL. Times are microseconds since 1970 unless said otherwise.

-- Who asked for events: what is shown to operators, and what a simulation judges by.
create table event_reader (
    reader_key varchar(1000) primary key,
    model varchar(16) not null,
    client_name varchar(1000) not null,
    client_version varchar(1000) not null,
    deployment_key varchar(1000) not null,
    task boolean not null,
    parameters text not null, -- the last request as JSON
    seen bigint not null,
    skipped bigint not null -- the pause after which it was put to the end of its topics
);

create index event_reader_seen on event_reader (seen);

-- Tasks given to plugins and not finished. A task that was given out again keeps its row and changes its id.
create table event_lease (
    id varchar(2000) primary key, -- <task>.<last_given>
    task varchar(2000) not null, -- <event key>.<client name>.<client version>
    first_given bigint not null, -- seconds
    last_given bigint not null, -- seconds
    client_name varchar(1000) not null,
    client_version varchar(1000) not null,
    attempt integer not null,
    due bigint not null,
    event bytea, -- as it stood in Kafka
    event_text text -- the same in base64 where it is longer than an embedded database keeps in place
);

create index event_lease_due on event_lease (due);

create index event_lease_task on event_lease (task);

-- One row: the last time that plugins were asked to pause.
create table event_pause (
    id integer primary key,
    paused bigint not null
);

insert into event_pause (id, paused) values (1, 0);
