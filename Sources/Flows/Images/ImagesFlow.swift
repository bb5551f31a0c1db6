import EventModel
import Pipeline

extension Flow {
    /// Thumbnails: an image under `uploads/` becomes one of 128 × 128 pixels at most. Wired in `Resources/Flows/thumbnails.yaml`.
    static func thumbnails(_ settings: FlowSettings) -> Flow {
        bundled(.thumbnails, settings) { index, fate, random in
            ImagePlan.draw(index, fate, in: "uploads/photos", bucket: "raw-images", &random)
        }
    }

    /// Images: an image becomes one of 200 × 200 pixels at most with a watermark, a table keeps what is known of it, and the original
    /// is replicated to a second store. Wired in `Resources/Flows/images.yaml`.
    static func images(_ settings: FlowSettings) -> Flow {
        bundled(.images, settings) { index, fate, random in
            ImagePlan.draw(index, fate, in: "photos", bucket: "image-originals", &random)
        }
    }
}

extension FlowSurroundings {
    /// The handlers of the flows `thumbnails` and `images`.
    static func imagesHandlers(_ settings: FlowSettings) -> [String: Handler] {
        let thumbnailer = ImageProcessor(
            service: Service(name: "thumbnailer", settings: settings),
            side: 128,
            bucket: "processed-thumbnails",
            folder: "thumbnails",
            leavesOut: "uploads/",
            event: "ThumbnailCreated",
            neighbour: "cdn"
        )
        let processor = ImageProcessor(
            service: Service(name: "image-processor", settings: settings),
            side: 200,
            watermark: "PROCESSED",
            bucket: "image-processed",
            folder: "processed",
            event: "ImageProcessed",
            neighbour: "moderation"
        )
        let gallery = ImageRecorder(service: Service(name: "gallery", settings: settings), table: "thumbnails")
        let catalogue = ImageRecorder(service: Service(name: "image-catalogue", settings: settings), table: "images")
        return [
            "thumbnail": thumbnailer.service.handler(thumbnailer.handle),
            "thumbnail-record": gallery.service.handler(gallery.handle),
            "image-process": processor.service.handler(processor.handle),
            "image-record": catalogue.service.handler(catalogue.handle),
        ]
    }
}
