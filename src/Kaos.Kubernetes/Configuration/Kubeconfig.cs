namespace Kaos.Kubernetes.Configuration;

/// <summary>
/// One or several kubeconfig files, merged as kubectl does: the first file to name a cluster, user, context or the
/// current context wins, and paths are relative to the file in which they stand. Credentials are not read before
/// <see cref="Connect"/>.
/// </summary>
public sealed class Kubeconfig
{
    private readonly Dictionary<string, KubeconfigEntry> clusters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigEntry> users = new(StringComparer.Ordinal);
    private readonly Dictionary<string, KubeconfigEntry> contexts = new(StringComparer.Ordinal);
    private readonly string source;

    private Kubeconfig(string source) => this.source = source;

    /// <summary>The names of all contexts, in the order of the files.</summary>
    public IReadOnlyList<string> Contexts => [.. contexts.Keys];

    public string? CurrentContext { get; private set; }

    /// <summary>The files that kubectl would read.</summary>
    /// <param name="variable">The value of <c>KUBECONFIG</c>: paths, separated as in PATH.</param>
    /// <param name="home">The user's home folder; <c>.kube/config</c> in it is meant when the variable is
    /// empty.</param>
    public static IReadOnlyList<string> Files(string? variable, string home) => string.IsNullOrWhiteSpace(variable)
        ? [Path.Combine(home, ".kube", "config")]
        : variable.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Reads and merges the files. Of several, some may be missing, as with kubectl.</summary>
    /// <exception cref="KubeconfigException">None exists, or one is malformed.</exception>
    public static Kubeconfig Load(IReadOnlyList<string> files)
    {
        var present = files.Where(File.Exists).ToList();
        if (present.Count == 0)
        {
            throw new KubeconfigException(
                $"No kubeconfig was found at {string.Join(", ", files)}. Set KUBECONFIG, or sign in with your cluster's tool.");
        }

        var merged = new Kubeconfig(string.Join(", ", present));
        foreach (var file in present)
        {
            merged.Merge(KubeconfigEntry.ReadFile(file));
        }

        return merged;
    }

    /// <summary>What a context means: where the server is, whom to trust, and how to sign in.</summary>
    /// <param name="context">The current context when null.</param>
    /// <param name="time">For the expiry of tokens.</param>
    /// <exception cref="KubeconfigException">The context, or what it points at, is missing or unusable.</exception>
    public ClusterConnection Connect(string? context, TimeProvider time)
    {
        var name = context ?? CurrentContext ?? throw new KubeconfigException(
            $"No current context is set. Name one of: {Names(contexts)}; or run 'kubectl config use-context NAME'.",
            source);
        var entry = contexts.GetValueOrDefault(name) ?? throw new KubeconfigException(
            $"There is no context '{name}'. Name one of: {Names(contexts)}.",
            source);
        var clusterName = entry.Required("cluster", $"context '{name}'");
        var cluster = clusters.GetValueOrDefault(clusterName) ?? throw entry.Fault(
            $"context '{name}' names the cluster '{clusterName}', which no file defines. Defined are: {Names(clusters)}.");
        var userName = entry.Text("user");
        var user = userName is null
            ? null
            : users.GetValueOrDefault(userName) ?? throw entry.Fault(
                $"context '{name}' names the user '{userName}', which no file defines. Defined are: {Names(users)}.");
        var connection = KubeconfigCluster.Read(cluster, clusterName, name) with
        {
            Namespace = entry.Text("namespace") ?? "default",
        };
        return user is null
            ? connection
            : connection with { Credentials = KubeconfigUser.Read(user, userName ?? "", cluster, time) };
    }

    private void Merge(KubeconfigEntry file)
    {
        CurrentContext ??= file.Text("current-context") is { Length: > 0 } current ? current : null;
        foreach (var (list, member, target) in new[]
                 {
                     ("clusters", "cluster", clusters), ("users", "user", users), ("contexts", "context", contexts),
                 })
        {
            foreach (var item in file.Items(list))
            {
                target.TryAdd(item.Required("name", $"an entry of '{list}'"), item.Child(member) ?? item.Nothing());
            }
        }
    }

    private static string Names(Dictionary<string, KubeconfigEntry> entries) =>
        entries.Count == 0 ? "none" : string.Join(", ", entries.Keys);
}
