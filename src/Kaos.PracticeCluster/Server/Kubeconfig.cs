namespace Kaos.PracticeCluster.Server;

internal static class Kubeconfig
{
    public static string Text(string cluster, string url) => $"""
        apiVersion: v1
        kind: Config
        current-context: {cluster}
        clusters:
        - name: {cluster}
          cluster:
            server: {url}
        contexts:
        - name: {cluster}
          context:
            cluster: {cluster}
            user: practice-admin
        users:
        - name: practice-admin
          user: {"{}"}

        """;

    // Written beside and moved, so that a reader never sees half a file.
    public static void Write(string path, string text)
    {
        var target = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(target) ?? ".");
        var draft = target + ".new";
        File.WriteAllText(draft, text);
        File.Move(draft, target, overwrite: true);
    }
}
