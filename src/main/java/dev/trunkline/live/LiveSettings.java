package dev.trunkline.live;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// `trunkline.live.*`.
///
/// @param ping between two pings of a stream; presence ends 15 s after the last one answered
/// @param age how long a stream lasts before the client must come back and prove again who it is
/// @param objects that may wait for a slow client
/// @param bytes that may wait for a slow client; as much again may be on its way to the socket
/// @param streams on one node
@ConfigurationProperties("trunkline.live")
public record LiveSettings(
        @DefaultValue("5s") Duration ping,
        @DefaultValue("30m") Duration age,
        @DefaultValue("1500") int objects,
        @DefaultValue("400000") int bytes,
        @DefaultValue("5000") int streams) {}
