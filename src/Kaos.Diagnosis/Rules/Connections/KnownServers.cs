using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>Which server a line is about that names no host: its own words, or its driver's, tell the port.</summary>
internal static class KnownServers
{
    private static readonly (string Words, int[] Ports)[] Known =
    [
        ("postgres", [5432]), ("PSQLException", [5432]), ("psycopg", [5432]), ("Npgsql", [5432]), ("PG::", [5432]),
        ("password authentication failed", [5432]), ("too many clients", [5432]), ("connection slots", [5432]),
        ("28P01", [5432]), ("the database system is", [5432]), ("pq: ", [5432]), ("pgx", [5432]), ("Postgrex", [5432]),
        ("Access denied for user", [3306]), ("mysql", [3306]), ("MariaDB", [3306]), ("max_user_connections", [3306]),
        ("Communications link failure", [3306]), ("SQLSTATE[HY000]", [3306]),
        ("redis", [6379]), ("WRONGPASS", [6379]), ("NOAUTH", [6379]), ("max number of clients", [6379]),
        ("invalid username-password", [6379]), ("CLUSTERDOWN", [6379]), ("MASTERDOWN", [6379]), ("NOPERM", [6379]),
        ("Mongo", [27017]), ("Login failed for user", [1433]), ("SQL Server", [1433]),
        ("ACCESS_REFUSED", [5672]), ("amqp", [5672]), ("rabbit", [5672]), ("ORA-", [1521]),
        ("kafka", [9092]), ("SASL", [9092]), ("LeaderOrFollower", [9092]), ("topic-partition", [9092]),
        ("NoBrokersAvailable", [9092]), ("zookeeper", [2181]), ("etcdserver", [2379]), ("nats: ", [4222]),
        ("elasticsearch", [9200]), ("opensearch", [9200]), ("shards", [9200]), ("vault", [8200]),
        ("Too many connections", [3306]),
    ];

    /// <summary>The one such Service that the workload needs; null where there is none or more than one.</summary>
    public static Service? Of(TroubleCase it) =>
        Known.FirstOrDefault(d =>
            it.Trouble.Text.Contains(d.Words, StringComparison.OrdinalIgnoreCase)).Ports is { } ports
            ? it.Needed(ports)
            : null;
}
