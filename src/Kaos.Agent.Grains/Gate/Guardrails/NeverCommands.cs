using System.Buffers;
using System.Collections.Frozen;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Gate.Guardrails;

/// <summary>
/// Programs that KAOS runs in no container: clients of data stores, packet capture, and whatever reads credentials.
/// Every word counts, also inside of what a shell is given; who only names such a program is refused too.
/// </summary>
internal static class NeverCommands
{
    private static readonly FrozenDictionary<string, string> Programs = new (string Why, string Names)[]
    {
        ("touches no data in stores",
            "psql pg_dump pg_dumpall pg_restore mysql mysqldump mysqladmin mariadb redis-cli valkey-cli mongo mongosh mongodump "
            + "mongorestore cqlsh sqlplus sqlcmd sqlite3 clickhouse-client influx etcdctl rabbitmqctl kafka-console-consumer"),
        ("captures no packets", "tcpdump tshark wireshark dumpcap ngrep tcpflow ettercap"),
        ("leaves containers by no other door", "kubectl nsenter crictl ctr docker podman chroot mount ssh"),
    }.SelectMany(row => row.Names.Split(' ').Select(name => (name, row.Why)))
        .ToFrozenDictionary(pair => pair.name, pair => pair.Why, StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Credentials =
        ["/run/secrets", "/.kube/", "/.ssh/", "/.aws/", "/etc/shadow", "/proc/kcore"];

    private static readonly SearchValues<char> Letters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./");

    /// <summary>Null, or why the command is never run.</summary>
    public static string? Objection(PodCommand command)
    {
        if (command.Argv.FirstOrDefault(
            word => Credentials.Any(path => word.Contains(path, StringComparison.OrdinalIgnoreCase))) is { } path)
        {
            return $"KAOS reads no Secret data: {path}";
        }

        foreach (var word in command.Argv)
        {
            foreach (var name in Names(word))
            {
                if (Programs.TryGetValue(CommandText.ProgramName(name), out var why))
                {
                    return $"KAOS {why}: {name}";
                }
            }
        }

        return null;
    }

    // Whatever stands between characters that no path has.
    private static List<string> Names(string word)
    {
        var names = new List<string>();
        var from = 0;
        for (var i = 0; i <= word.Length; i++)
        {
            if (i == word.Length || !Letters.Contains(word[i]))
            {
                names.Add(word[from..i]);
                from = i + 1;
            }
        }

        return names;
    }
}
